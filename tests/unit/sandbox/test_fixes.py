"""What to do about the refusals of the local AWS, in the words that it refuses with."""

from pathlib import Path

import pytest

from sandbox._fixes import fix_of

ROOT = Path(__file__).parents[3]
SCALED = (
    "The variant(s) \"['champion']\" must be deregistered as scalable targets with AWS Auto "
    "Scaling before they can be removed or have their instance type updated."
)
NO_COMPONENTS = (
    "Invalid request provided: Inference Components are not supported in this Endpoint. Please "
    "make sure this endpoint can deploy inference components."
)
UNSERVED = "serves AWS's framework images; name model code to run instead: --stand-in churn=FOLDER"
NOT_HEALTHY = (
    "The primary container for production variant v did not pass the ping health check. Please "
    "check CloudWatch logs for this endpoint. (model server: exited with code 1; its log a.log "
    "ends with: code/inference.py:1: "
)
NO_PACKAGE = f"{NOT_HEALTHY}ModuleNotFoundError: No module named 'statsmodels.tsa')"
NO_MODEL_FN = f"{NOT_HEALTHY}ValueError: Exactly one .pth or .pt file is required for PyTorch)"
NO_BOOTSTRAP = "SSM parameter /cdk-bootstrap/own/version not found. Has it been bootstrapped?"
FIXES = [
    (SCALED, "deploy twice, as on AWS: first without the scaling of the variant, then with"),
    ("model 'a' is a pipeline; the sandbox serves models of one container", "deploy the other"),
    ("component 'a' is an adapter of 'b'; the sandbox serves ..., no adapters", "deploy the other"),
    ("s3://a/b is not a model.tar.gz that can be unpacked: not a gzip file", "pack it with tar"),
    (UNSERVED, "python -m sandbox down, then up with --stand-in; what was deployed is gone"),
    ('Cannot update in-progress endpoint "arn".', "wait until python -m sandbox status shows"),
    ("Inference components copy count an integer larger than 0", "give the component at least 1"),
    (NO_COMPONENTS, "components need an endpoint whose variant has no model"),
    ("no variant 'a' is in service: 'b' cannot be a scalable target", "let the scalable target"),
    ("No scalable target registered for service namespace: sagemaker", "let the policy depend"),
    ('Endpoint "arn" has inference components: delete them first', "destroy the stack of these"),
    ("Export 'shared' is imported by stack demand", "destroy, or deploy without the import"),
    ("Export 'shared' not found", "deploy the stack that exports it first"),
    ('Cannot create already existing endpoint "arn".', "give it another name, or forget"),
    ("Topic creation failed because the topic already exists", "give it another name, or forget"),
    ('Could not find model "arn".', "deploy the stack that makes it first; if it was deleted"),
    ("Could not find model data at s3://a/b.", "put the artifact there first"),
    (f"{NOT_HEALTHY}KeyError: 'mean')", "correct inference.py, or what it loads"),
    (NO_PACKAGE, "for the sandbox install the package that has statsmodels, with .venv"),
    (NO_MODEL_FN, "define model_fn(model_dir) in inference.py"),
    ("The role with name ours cannot be found.", "the stack takes ours as given"),
    (NO_BOOTSTRAP, "the sandbox bootstraps with the CDK's own names"),
    ("Another CLI (PID=7) is currently synthing to cdk.out", "another command of this sandbox"),
]


@pytest.mark.parametrize(("reason", "fix"), FIXES)
def test_refusal_has_a_fix_of_its_own(reason: str, fix: str) -> None:
    assert (fix_of(reason) or "").startswith(fix)


def test_reason_that_tells_enough_has_no_fix() -> None:
    assert fix_of("1 validation error detected: required key [ModelName] not found") is None


def test_places_in_the_guide_are_there() -> None:
    told = [fix_of(reason) or "" for reason, _ in FIXES]
    places = {fix.rpartition(" ")[2] for fix in told if "docs/guide/" in fix}

    assert len(places) >= 5
    for place in places:
        page, _, anchor = place.partition("#")
        titles = [
            line.lstrip("# ") for line in (ROOT / page).read_text().splitlines() if "# " in line
        ]
        assert anchor in {title.lower().replace(" ", "-") for title in titles}
