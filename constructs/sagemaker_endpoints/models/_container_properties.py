"""How image and artifact stand in a template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sagemaker_endpoints.models._image_config import ContainerImageConfig
    from sagemaker_endpoints.models._model_data_source import ModelDataConfig


def image_properties(image: ContainerImageConfig) -> dict[str, Any]:
    """The image, and how it is reached if it lies outside ECR."""
    registry = image.private_registry
    if registry is None:
        return {"image": image.uri}
    config: dict[str, Any] = {"repositoryAccessMode": "Vpc"}
    if registry.credentials_function_arn is not None:
        config["repositoryAuthConfig"] = {
            "repositoryCredentialsProviderArn": registry.credentials_function_arn
        }
    return {"image": image.uri, "imageConfig": config}


def data_properties(
    data: ModelDataConfig | None, mode: str, *, model_cache: bool | None
) -> dict[str, Any]:
    """The artifact, and how it is loaded."""
    if data is None:
        return {}
    if mode == "MultiModel":
        # Its prefix stands where an archive would: ModelDataSource is not for multi-model.
        properties: dict[str, Any] = {"mode": mode, "modelDataUrl": data.uri}
        if model_cache is not None:
            setting = "Enabled" if model_cache else "Disabled"
            properties["multiModelConfig"] = {"modelCacheSetting": setting}
        return properties
    if not data.is_prefix:
        return {"modelDataUrl": data.uri}
    source: dict[str, Any] = {
        "s3Uri": data.uri,
        "s3DataType": "S3Prefix",
        "compressionType": "None",
    }
    if data.accept_eula is not None:
        source["modelAccessConfig"] = {"acceptEula": data.accept_eula}
    return {"modelDataSource": {"s3DataSource": source}}
