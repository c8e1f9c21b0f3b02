"""What the environment of a container definition says to the model server."""

import pytest

from sandbox.serving._settings import Settings, SettingsError


def test_an_empty_environment_means_one_worker_on_port_8080() -> None:
    settings = Settings.from_environment({})

    assert settings == Settings(
        port=8080,
        workers=1,
        response_timeout=60,
        max_request_bytes=6_553_500,
        queue_length=100,
    )


def test_the_variables_of_the_image_are_read() -> None:
    settings = Settings.from_environment(
        {
            "SAGEMAKER_BIND_TO_PORT": "9000",
            "SAGEMAKER_MODEL_SERVER_WORKERS": "3",
            "SAGEMAKER_MODEL_SERVER_TIMEOUT": "7",
            "TS_MAX_REQUEST_SIZE": "100",
            "TS_JOB_QUEUE_SIZE": "5",
        }
    )

    assert settings == Settings(
        port=9000, workers=3, response_timeout=7, max_request_bytes=100, queue_length=5
    )


def test_the_variable_of_torchserve_wins_over_that_of_the_toolkit() -> None:
    settings = Settings.from_environment(
        {"SAGEMAKER_MODEL_SERVER_TIMEOUT": "7", "TS_DEFAULT_RESPONSE_TIMEOUT": "9"}
    )

    assert settings.response_timeout == 9


def test_the_command_line_wins_over_the_environment_and_port_0_is_a_value() -> None:
    settings = Settings.from_environment(
        {"SAGEMAKER_BIND_TO_PORT": "9000", "SAGEMAKER_MODEL_SERVER_WORKERS": "3"},
        port=0,
        workers=2,
    )

    assert (settings.port, settings.workers) == (0, 2)


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "²"])
def test_a_number_of_workers_that_is_none_is_named(value: str) -> None:
    with pytest.raises(SettingsError, match=f"SAGEMAKER_MODEL_SERVER_WORKERS .* got '{value}'"):
        Settings.from_environment({"SAGEMAKER_MODEL_SERVER_WORKERS": value})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment(
            {
                "SAGEMAKER_MULTI_MODEL": "true",
                "SAGEMAKER_MODEL_SERVER_WORKERS": "many",
                "TS_MAX_REQUEST_SIZE": "6 MB",
            }
        )

    for name in ("SAGEMAKER_MULTI_MODEL", "SAGEMAKER_MODEL_SERVER_WORKERS", "TS_MAX_REQUEST_SIZE"):
        assert name in str(raised.value)
