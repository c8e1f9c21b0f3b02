"""The SageMaker container contract on a laptop, without a container.

    python -m sandbox.serving MODEL_DIR --port 8080

MODEL_DIR is an unpacked model.tar.gz: ``code/inference.py`` and whatever it loads. GET /ping and
POST /invocations answer on 127.0.0.1 as AWS's PyTorch image does, because the same code answers:
each worker process runs the handler service of ``sagemaker-pytorch-inference``. What stands in for
TorchServe is the front: queue, workers, time limit, status codes.
https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html

The environment of the container definition is the environment of the process. Beyond what model
code and the toolkit read of it, the front reads SAGEMAKER_MODEL_SERVER_WORKERS (default here: 1; on
AWS one a vCPU), SAGEMAKER_MODEL_SERVER_TIMEOUT or TS_DEFAULT_RESPONSE_TIMEOUT (seconds a worker may
take, default 60), SAGEMAKER_BIND_TO_PORT, TS_MAX_REQUEST_SIZE (bytes) and TS_JOB_QUEUE_SIZE.

A model that cannot load ends the server: its traceback on stderr, exit code 1. SIGTERM ends it with
exit code 0, the end of the parent process likewise; no process stays behind.
"""
