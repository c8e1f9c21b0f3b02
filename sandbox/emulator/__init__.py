"""SageMaker for MiniStack: what runs inside the interpreter of MiniStack's virtual environment.

Only `hooks` knows MiniStack; every other room is plain Python and is tested without it.
"""
