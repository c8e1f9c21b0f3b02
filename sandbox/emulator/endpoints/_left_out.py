"""What of an endpoint configuration the sandbox keeps and does not do."""

from sandbox.emulator.common._store import Record


def left_out(config: Record) -> list[str]:
    """What AWS would do besides with an endpoint configuration, a sentence each.

    Args:
        config: What `CreateEndpointConfig` got.
    """
    variants = [*config["ProductionVariants"], *config.get("ShadowProductionVariants", [])]
    output = config.get("AsyncInferenceConfig", {}).get("OutputConfig", {})
    told = {
        "DataCaptureConfig: no request is captured": (
            config.get("DataCaptureConfig", {}).get("EnableCapture", False)
        ),
        "ExplainerConfig: answers are those of the model, without explanations": (
            "ExplainerConfig" in config
        ),
        "IncludeInferenceResponseIn: notifications come without the response": (
            "IncludeInferenceResponseIn" in output.get("NotificationConfig", {})
        ),
        "CoreDumpConfig: no core is dumped": any("CoreDumpConfig" in v for v in variants),
        "ManagedInstanceScaling: the number of instances stays as it is": any(
            v.get("ManagedInstanceScaling", {}).get("Status") == "ENABLED" for v in variants
        ),
    }
    return [sentence for sentence, applies in told.items() if applies]
