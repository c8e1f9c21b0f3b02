"""Acknowledgements are told by their reasons: packs of rules ask for each of them four times."""

from __future__ import annotations

import pytest

from sagemaker_hosting.review import Review, html_report, markdown_report, text_report
from sagemaker_hosting.review._acknowledging import reasons_of
from sagemaker_hosting.review._held import Acknowledged

LOGS = "S3 delivers logs to <keys> of its own, @s3"


def given(rule: str, path: str, reason: str = LOGS) -> Acknowledged:
    return Acknowledged(rule=rule, path=path, reason=reason)


def review(*acknowledged: Acknowledged, no_longer: tuple[Acknowledged, ...] = ()) -> Review:
    return Review(
        base="base",
        head="head",
        stacks=1,
        is_same=False,
        acknowledged=acknowledged,
        no_longer_acknowledged=no_longer,
    )


OF_TWO_PACKS = (
    given("PCI.DSS.321::PCI.DSS.321-S3Encryption", "dev/Shared/Logs"),
    given("HIPAA.Security::HIPAA.Security-S3Encryption", "dev/Shared/Logs"),
    given("PCI.DSS.321::PCI.DSS.321-S3Encryption", "prod/Shared/Logs"),
    given("HIPAA.Security::HIPAA.Security-S3Encryption", "prod/Shared/Logs"),
)


def test_one_reason_is_told_once_with_rules_and_environments() -> None:
    lines = text_report(review(*OF_TWO_PACKS)).splitlines()

    assert lines[-2:] == [
        f"acknowledged now, 4 times: {LOGS}",
        "    PCI.DSS.321-S3Encryption, HIPAA.Security-S3Encryption of Shared/Logs (dev, prod)",
    ]


def test_one_acknowledgement_alone_is_one_line_with_all_of_its_rule() -> None:
    rule = "AwsSolutions::AwsSolutions-IAM5[Resource::*]"

    lines = text_report(review(given(rule, "dev/Demand/Role", "it has no resource"))).splitlines()

    assert lines[-1] == f"acknowledged now: {rule} of dev/Demand/Role: it has no resource"


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        (("A::A-1[Resource::x]", "A::A-1[Resource::y]"), "A-1 of dev/Demand"),
        (("sagemaker-endpoints::Old", "VAR-02"), "sagemaker-endpoints::Old, VAR-02 of dev/Demand"),
    ],
)
def test_rule_is_named_without_what_repeats_itself(rules: tuple[str, ...], line: str) -> None:
    (reason,) = reasons_of(review(*(given(rule, "dev/Demand") for rule in rules)))

    assert reason.lines == [line]


def test_rules_are_told_of_those_places_alone_that_have_them() -> None:
    (reason,) = reasons_of(
        review(given("A::A-1", "dev/A"), given("A::A-2", "dev/A"), given("A::A-1", "dev/B"))
    )

    assert reason.lines == ["A-1, A-2 of dev/A", "A-1 of dev/B"]


def test_stack_outside_of_a_stage_is_named_as_it_is() -> None:
    (reason,) = reasons_of(review(given("A::A-1", "Demand"), given("A::A-2", "Demand")))

    assert reason.lines == ["A-1, A-2 of Demand"]


def test_what_is_no_longer_acknowledged_is_apart_from_what_is_now() -> None:
    reasons = reasons_of(review(OF_TWO_PACKS[0], no_longer=OF_TWO_PACKS[1:]))

    assert [(reason.turn, len(reason.given)) for reason in reasons] == [
        ("acknowledged now", 1),
        ("no longer acknowledged", 3),
    ]


def test_markdown_folds_where_and_keeps_markup_and_mentions_out() -> None:
    single = given("VAR-02", "dev/Demand", "of tomorrow")

    told = markdown_report(review(*OF_TWO_PACKS, single))

    assert told.endswith(
        "### Acknowledgements\n\n"
        "- VAR-02 of `dev/Demand` is acknowledged now: of tomorrow\n\n"
        "<details><summary>acknowledged now, 4 times: S3 delivers logs to &lt;keys&gt; of its own, "
        "@\u200bs3</summary>\n\n"
        "- `PCI.DSS.321-S3Encryption, HIPAA.Security-S3Encryption of Shared/Logs (dev, prod)`\n\n"
        "</details>\n"
    )


def test_page_folds_where() -> None:
    page = html_report(review(*OF_TWO_PACKS))

    assert (
        "<details><summary>acknowledged now, 4 times: S3 delivers logs to &lt;keys&gt; of its own, "
        "@s3</summary><ul><li>PCI.DSS.321-S3Encryption, HIPAA.Security-S3Encryption of Shared/Logs "
        "(dev, prod)</li></ul></details>"
    ) in page
