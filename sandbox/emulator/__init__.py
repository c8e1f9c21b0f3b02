"""SageMaker for MiniStack: what runs inside the interpreter of MiniStack's virtual environment.

Only `_hooks` knows MiniStack; every other module is plain Python and is tested without it.
"""
