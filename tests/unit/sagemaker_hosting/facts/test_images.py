import os
import subprocess
import sys
from pathlib import Path

import pytest

from sagemaker_hosting.facts.images import (
    FrameworkImage,
    UnknownImage,
    dlc_accounts,
    find_framework_image,
    patching_ended,
)
from sagemaker_hosting.facts.images import _tables as tables
from sagemaker_hosting.facts.images._tables import framework_names, read_scope


def tag_of(framework: str, **request: str) -> str:
    image = find_framework_image(framework, **request)
    return f"{image.repository}:{image.tag}"


def refusal(framework: str, **request: str) -> str:
    with pytest.raises(UnknownImage) as caught:
        find_framework_image(framework, **request)
    return str(caught.value)


class TestWhatIsFound:
    def test_an_image_tells_what_it_was_resolved_to(self) -> None:
        image = find_framework_image("pytorch", version="2.6.0", instance_type="ml.c6i.large")

        assert image == FrameworkImage(
            framework="pytorch",
            version="2.6.0",
            py_version="py312",
            processor="cpu",
            repository="pytorch-inference",
            tag="2.6.0-cpu-py312",
            accounts=image.accounts,
            script_mode=True,
            end_of_patch="2026-06-30",
        )
        assert len(image.accounts) >= 39

    @pytest.mark.parametrize(
        ("region", "uri"),
        [
            ("eu-west-1", "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference"),
            ("eu-south-1", "692866216735.dkr.ecr.eu-south-1.amazonaws.com/pytorch-inference"),
            ("cn-north-1", "727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/pytorch-inference"),
        ],
    )
    def test_the_uri_holds_the_account_and_the_domain_of_the_region(
        self, region: str, uri: str
    ) -> None:
        image = find_framework_image("pytorch", version="2.6.0")

        assert image.uri(region) == f"{uri}:2.6.0-cpu-py312"

    def test_a_short_version_stays_short_in_the_tag(self) -> None:
        image = find_framework_image("pytorch", version="2.6")

        assert (image.version, image.tag) == ("2.6.0", "2.6-cpu-py312")

    @pytest.mark.parametrize(
        ("framework", "newest"),
        [("pytorch", "2.6.0"), ("xgboost", "3.2-0"), ("sklearn", "1.9-0"), ("ray-serve", "1.4")],
    )
    def test_no_version_means_the_newest(self, framework: str, newest: str) -> None:
        assert find_framework_image(framework) == find_framework_image(framework, version=newest)

    def test_every_framework_has_a_newest_image(self) -> None:
        images = [
            find_framework_image(name, py_version="py3" if name == "chainer" else None)
            for name in framework_names()
        ]

        assert len(images) >= 60

    def test_without_processor_and_type_the_image_is_for_cpu(self) -> None:
        assert tag_of("pytorch", version="2.6.0") == "pytorch-inference:2.6.0-cpu-py312"

    def test_without_processor_and_type_the_only_image_is_found(self) -> None:
        assert find_framework_image("huggingface-vllm").processor == "gpu"

    @pytest.mark.parametrize("choice", [{"processor": "gpu"}, {"instance_type": "ml.g5.xlarge"}])
    def test_gpu_is_had_by_processor_or_by_instance_type(self, choice: dict[str, str]) -> None:
        assert tag_of("pytorch", version="2.6.0", **choice) == ("pytorch-inference:2.6.0-gpu-py312")

    @pytest.mark.parametrize(
        ("other", "name"),
        [("scikit-learn", "sklearn"), ("deepar", "forecasting-deepar"), ("lmi", "djl-lmi")],
    )
    def test_frameworks_go_by_their_usual_names_too(self, other: str, name: str) -> None:
        assert find_framework_image(other) == find_framework_image(name)

    @pytest.mark.parametrize("instance_type", ["ml.c7g.large", "ml.c8g.large", "ml.c9g.large"])
    def test_an_arm64_type_gets_the_arm64_image(self, instance_type: str) -> None:
        assert tag_of("pytorch", version="2.6.0", instance_type=instance_type) == (
            "pytorch-inference-arm64:2.6.0-cpu-py312-ubuntu22.04-sagemaker"
        )

    def test_an_arm64_type_gets_the_image_of_the_arm64_sibling(self) -> None:
        found = find_framework_image("llama-cpp", version="1.0.1", instance_type="ml.c7g.large")

        assert found.repository == "llama-cpp-arm64"

    def test_hugging_face_gets_the_neuronx_image_on_inferentia2(self) -> None:
        by_type = tag_of("huggingface", version="4.55.4", instance_type="ml.inf2.xlarge")

        assert by_type == tag_of("huggingface", version="4.55.4", processor="neuronx")
        assert by_type == (
            "huggingface-pytorch-inference-neuronx:"
            "2.8.0-transformers4.55.4-neuronx-py310-sdk2.26.0-ubuntu22.04"
        )

    def test_the_only_base_framework_need_not_be_said(self) -> None:
        assert find_framework_image("huggingface", version="5.5.3") == find_framework_image(
            "huggingface", version="5.5.3", base_framework_version="pytorch2.6.0"
        )

    @pytest.mark.parametrize(
        ("framework", "script_mode"),
        [("pytorch", True), ("sklearn", True), ("xgboost", False), ("tensorflow", False)],
    )
    def test_script_mode_is_that_of_containers_that_need_a_script(
        self,
        framework: str,
        script_mode: bool,  # noqa: FBT001  # pytest passes it by name
    ) -> None:
        assert find_framework_image(framework).script_mode is script_mode

    def test_an_image_can_be_a_key(self) -> None:
        assert len({find_framework_image("pytorch"), find_framework_image("pytorch")}) == 1


class TestWhatIsRefused:
    def test_a_version_that_is_not_published_names_the_nearest(self) -> None:
        message = refusal("pytorch", version="2.7.0")

        assert message.startswith(
            "pytorch has no inference image of version '2.7.0'; nearest: 2.6.0, 2.5.1 "
            "(all: 2.6.0, 2.5.1, 2.4.0,"
        )

    def test_a_version_without_numbers_lists_all(self) -> None:
        assert "version 'newest'; all: 2.6.0, 2.5.1" in refusal("pytorch", version="newest")

    def test_a_misspelt_framework_names_the_nearest(self) -> None:
        tables = "https://github.com/aws/sagemaker-python-sdk/tree/master/sagemaker-core/src/"

        assert refusal("pytorhc") == (
            "there is no framework 'pytorhc' with inference images; nearest: pytorch, neo-pytorch, "
            f"inferentia-pytorch (all 61: {tables}sagemaker/core/image_uri_config)"
        )
        assert f"with inference images; all 61: {tables}" in refusal("hf")

    def test_a_framework_for_training_alone_is_told_apart(self) -> None:
        assert refusal("pytorch-smp").startswith("pytorch-smp has no inference images")

    def test_a_name_is_no_path(self) -> None:
        assert refusal("../image_uri_config/pytorch").startswith("there is no framework")

    def test_a_wrong_python_version_names_the_right_one(self) -> None:
        assert refusal("pytorch", version="2.6.0", py_version="py311") == (
            "pytorch 2.6.0 has no inference image of py_version 'py311'; "
            "nearest: py312 (all: py312)"
        )

    def test_several_python_versions_have_to_be_chosen_from(self) -> None:
        assert refusal("pytorch", version="1.5.0").endswith("by py_version (py3, py36)")

    def test_a_python_version_without_effect_is_refused(self) -> None:
        assert "got py_version 'py3': leave it out" in refusal("xgboost", py_version="py3")

    def test_a_wrong_processor_names_the_right_ones(self) -> None:
        assert refusal("pytorch", version="2.6.0", processor="gpuu") == (
            "pytorch 2.6.0 has no inference image for processor 'gpuu'; "
            "nearest: gpu, cpu (all: cpu, gpu)"
        )

    def test_a_processor_without_effect_is_refused(self) -> None:
        assert "got processor 'gpu': leave it out" in refusal("deepar", processor="gpu")

    def test_a_processor_that_contradicts_the_type_is_refused(self) -> None:
        message = refusal("pytorch", processor="cpu", instance_type="ml.g5.xlarge")

        assert message.startswith("ml.g5.xlarge needs an image for processor 'gpu', got")

    def test_a_type_without_image_names_its_processor(self) -> None:
        assert refusal("sklearn", version="1.2-1", instance_type="ml.g5.xlarge") == (
            "sklearn 1.2-1 has no inference image for processor 'gpu' of ml.g5.xlarge; "
            "nearest: cpu (all: cpu)"
        )

    def test_a_type_that_is_none_is_refused(self) -> None:
        assert refusal("pytorch", instance_type="m5.large").startswith(
            "instance_type 'm5.large' does not read ml.<family>.<size>"
        )

    def test_an_arm64_type_is_refused_where_images_are_x86_alone(self) -> None:
        assert refusal("autogluon", instance_type="ml.c7g.large") == (
            "autogluon has inference images for x86_64 only, and ml.c7g.large is arm64: "
            "choose an x86_64 type such as ml.c6i.large"
        )

    def test_an_x86_type_is_refused_where_images_are_arm64_alone(self) -> None:
        assert refusal("llama-cpp-arm64", instance_type="ml.m5.large") == (
            "llama-cpp-arm64 has inference images for arm64 only, and ml.m5.large is x86_64"
        )

    def test_a_version_without_arm64_image_names_the_one_with(self) -> None:
        assert refusal("sklearn", version="1.2-1", instance_type="ml.c7g.large") == (
            "sklearn has no arm64 inference image of version '1.2-1'; nearest: 1.0-1 (all: 1.0-1)"
        )

    @pytest.mark.parametrize("instance_type", ["ml.inf2.xlarge", "ml.trn1.2xlarge"])
    def test_pytorch_is_refused_on_neuron_types(self, instance_type: str) -> None:
        assert "no inference image for processor" in refusal("pytorch", instance_type=instance_type)

    def test_p2_is_refused_to_the_versions_that_left_it(self) -> None:
        assert "p2 instances from version 1.13 on" in refusal(
            "pytorch", version="1.13.1", instance_type="ml.p2.xlarge"
        )
        assert tag_of("pytorch", version="1.12.1", instance_type="ml.p2.xlarge")

    def test_a_wrong_base_framework_names_the_nearest(self) -> None:
        message = refusal("huggingface", version="5.5.3", base_framework_version="pytorch2.7.0")

        assert message.endswith(
            "base_framework_version 'pytorch2.7.0'; nearest: pytorch2.6.0 (all: pytorch2.6.0)"
        )

    def test_several_base_frameworks_have_to_be_chosen_from(self) -> None:
        assert refusal("huggingface", version="4.26.0").endswith(
            "by base_framework_version (tensorflow2.11.0, pytorch1.13.1)"
        )

    def test_a_base_framework_is_refused_to_other_frameworks(self) -> None:
        message = refusal("pytorch", version="2.6.0", base_framework_version="pytorch2.6.0")

        assert message.startswith("pytorch 2.6.0 has no base framework")

    def test_a_region_without_the_image_names_the_nearest(self) -> None:
        with pytest.raises(UnknownImage) as caught:
            find_framework_image("pytorch", version="2.6.0").uri("eu-wst-1")

        assert str(caught.value).startswith(
            "pytorch-inference:2.6.0-cpu-py312 is not published in Region 'eu-wst-1'; "
            "nearest: eu-west-1, eu-west-2, eu-west-3 (all: af-south-1, "
        )


class TestEndOfPatch:
    @pytest.mark.parametrize(
        ("framework", "version", "date"),
        [
            ("pytorch", "2.6.0", "2026-06-30"),
            ("pytorch", "2.5.1", "2025-10-29"),
            ("pytorch", "1.12.1", "2024-10-28"),
            ("tensorflow", "2.20.0", "2027-08-20"),
            ("tensorflow", "2.13.0", "2024-09-26"),
            ("xgboost", "3.0-5", "2026-11-17"),
            ("xgboost", "1.7-1", None),
            ("forecasting-deepar", "1", "2024-08-31"),
            ("autogluon", "1.5.0", None),
        ],
    )
    def test_dates_are_found_by_version(
        self, framework: str, version: str, date: str | None
    ) -> None:
        assert find_framework_image(framework, version=version).end_of_patch == date

    def test_the_arm64_image_ends_with_its_version(self) -> None:
        image = find_framework_image("pytorch", version="2.4.0", instance_type="ml.c7g.large")

        assert image.end_of_patch == "2025-07-24"

    def test_patching_of_every_pytorch_image_has_ended(self) -> None:
        table = read_scope("pytorch")
        assert table is not None
        images = [
            find_framework_image("pytorch", version=version, py_version=row["py_versions"][-1])
            for version, row in table["versions"].items()
        ]

        assert [image.version for image in images if not patching_ended(image)] == []
        assert len(images) >= 27

    @pytest.mark.parametrize(
        ("framework", "version"), [("tensorflow", "2.20"), ("autogluon", "1.5")]
    )
    def test_patching_has_not_ended_at_a_later_or_unknown_date(
        self, framework: str, version: str
    ) -> None:
        assert not patching_ended(find_framework_image(framework, version=version))


class TestAccounts:
    def test_the_accounts_of_a_repository_are_those_of_all_its_versions(self) -> None:
        accounts = dlc_accounts("pytorch-inference")

        assert accounts["eu-west-1"] == "763104351884"
        assert set(accounts) > set(find_framework_image("pytorch", version="2.6.0").accounts)

    def test_an_unknown_repository_has_the_accounts_of_all_deep_learning_containers(self) -> None:
        accounts = dlc_accounts("pytorch-inference-of-tomorrow")

        assert accounts["eusc-de-east-1"]
        assert set(accounts) > set(dlc_accounts("pytorch-inference"))

    def test_every_table_agrees_on_the_account_of_a_repository_in_a_region(self) -> None:
        seen: dict[tuple[str, str], set[str]] = {}

        for repository, accounts in tables.registries():
            for region, account in accounts.items():
                seen.setdefault((repository, region), set()).add(account)

        assert {place: found for place, found in seen.items() if len(found) > 1} == {}


class TestCost:
    def test_finding_an_image_imports_neither_the_sdk_nor_boto3_nor_pydantic(self) -> None:
        program = (
            "import sys\n"
            "from sagemaker_hosting.facts.images import find_framework_image\n"
            "print(find_framework_image('pytorch', version='2.6.0').uri('eu-west-1'))\n"
            "heavy = ('sagemaker', 'boto3', 'botocore', 'pydantic', 'aws_cdk', 'jsii')\n"
            "print([name for name in sys.modules if name.split('.')[0] in heavy])\n"
        )

        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )

        assert done.stdout.splitlines()[1] == "[]"

    def test_without_the_sdk_the_error_tells_what_to_install(self, tmp_path: Path) -> None:
        program = (
            "from sagemaker_hosting.facts.images import find_framework_image\n"
            "find_framework_image('pytorch')\n"
        )
        source_root = Path(tables.__file__).parents[3]

        # -S leaves out site-packages, and with them the SDK.
        done = subprocess.run(
            [sys.executable, "-S", "-c", program],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(source_root)},
        )

        assert done.stderr.splitlines()[-1] == (
            "ModuleNotFoundError: framework images are looked up in the tables of the SageMaker "
            "SDK, which is not installed: pip install sagemaker-core"
        )
