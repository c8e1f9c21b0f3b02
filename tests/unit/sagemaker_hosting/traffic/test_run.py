"""What a fleet does while requests come, worked out by hand.

A minute's metric is there a minute later; an alarm needs three of them above the target, or
fifteen below 0.9 of it; what is added answers six minutes after that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_hosting.traffic._actions import changes_of
from sagemaker_hosting.traffic._assumptions import Assumptions
from sagemaker_hosting.traffic._bearing import OneAtATime, Rate, blocked
from sagemaker_hosting.traffic._course import Course
from sagemaker_hosting.traffic._fleet import Action, Fleet, Step, Stepping, Tracking
from sagemaker_hosting.traffic._metrics import Knowledge, Measure, measure_of
from sagemaker_hosting.traffic._run import Conditions, run

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
PER_INSTANCE = "SageMakerVariantInvocationsPerInstance"
AT_A_TIME = "SageMakerVariantConcurrentRequestsPerModelHighResolution"


def measure(name: str, **known: float) -> Measure:
    known["has_queue"] = "Backlog" in name
    found = measure_of(name, Knowledge(**known))  # type: ignore[arg-type]  # figures alone
    assert isinstance(found, Measure)
    return found


def tracking(target: float, metric: str = PER_INSTANCE, **more: object) -> Tracking:
    duration = {"duration": 6.0} if metric == AT_A_TIME else {}
    policy = Tracking(measure=measure(metric, **duration), target=target)
    return replace(policy, **more)  # type: ignore[arg-type]  # fields of it


def fleet(low: int, high: int, *policies: Tracking | Stepping, initial: int = 1) -> Fleet:
    return Fleet(unit="instance", initial=initial, low=low, high=high, policies=policies)


def course(of: Fleet, minutes: Sequence[float], *, provisioning: float | None = 360) -> Course:
    conditions = Conditions(assumptions=Assumptions(), provisioning=provisioning)
    return run(of, minutes, MONDAY, conditions)


def test_what_is_above_the_target_is_added_after_four_minutes_and_the_start() -> None:
    # 250 a minute by a target of 100 are 3. Three datapoints and their publication: minute 4.
    done = course(fleet(1, 4, tracking(100)), [250] * 20)

    assert done.counts == [1] * 10 + [3] * 10
    assert (done.added, done.removed) == (1, 0)


def test_two_minutes_above_the_target_add_nothing() -> None:
    done = course(fleet(1, 4, tracking(100)), [50, 250, 250, 50] * 5)

    assert done.highest == 1


def test_what_is_well_below_the_target_is_removed_after_sixteen_minutes() -> None:
    # 30 an instance; 90 a minute in all need 1. Fifteen datapoints and their publication.
    done = course(fleet(1, 4, tracking(100), initial=3), [90] * 20)

    assert done.counts == [3] * 16 + [1] * 4


def test_removal_leaves_what_the_busiest_of_those_minutes_needs() -> None:
    done = course(fleet(1, 4, tracking(100), initial=4), [*[90] * 10, 180, *[90] * 10])

    assert done.counts[16] == 2


def test_load_just_below_the_target_removes_nothing() -> None:
    # 190 on 2 are 95 each: below 100, and not below 90.
    done = course(fleet(1, 4, tracking(100), initial=2), [190] * 40)

    assert set(done.counts) == {2}


def test_policy_that_never_scales_in_removes_nothing() -> None:
    done = course(fleet(1, 4, tracking(100, scales_in=False), initial=4), [0] * 60)

    assert set(done.counts) == {4}


def test_second_removal_waits_for_the_cooldown() -> None:
    # Down to 3 in minute 16, and the alarm stays on: 1 would do five minutes later. It waits 30.
    minutes = [*[250] * 16, *[90] * 60]
    policy = tracking(100, scale_in_cooldown=1800)

    done = course(fleet(1, 9, policy, initial=9), minutes)

    assert done.counts[16:46] == [3] * 30
    assert done.counts[46] == 1


def test_count_stays_within_its_bounds() -> None:
    done = course(fleet(2, 3, tracking(100)), [*[900] * 30, *[0] * 60])

    assert (done.lowest, done.highest) == (2, 3)


def test_removal_needs_every_policy_that_removes() -> None:
    # By the second policy 2 are needed all the time: 90 by a target of 50.
    done = course(fleet(1, 4, tracking(100), tracking(50), initial=4), [90] * 40)

    assert done.counts[-1] == 2


def test_addition_needs_one_policy_and_the_largest_wish_wins() -> None:
    done = course(fleet(1, 9, tracking(100), tracking(50)), [240] * 20)

    assert done.counts[-1] == 5


def test_high_resolution_adds_within_a_minute() -> None:
    # 100 a minute of 6 s each are 10 at a time, by a target of 5: 2. Three datapoints of 10 s and
    # one more for the publication: 40 s.
    done = course(fleet(1, 4, tracking(5, AT_A_TIME)), [100] * 5, provisioning=60)

    assert done.seconds == 10
    assert done.counts.index(2) == 10


def test_nothing_is_added_that_is_not_granted() -> None:
    done = course(fleet(1, 4, tracking(100)), [250] * 60, provisioning=None)

    assert set(done.counts) == {1}
    assert done.added == 0


def test_requests_above_what_there_is_find_no_room() -> None:
    of = replace(fleet(1, 1), bearing=Rate(per_minute=60, why="a test"))

    done = course(of, [30, 90, 60, 100])

    assert done.short_requests == pytest.approx(30 + 40)
    assert done.short_minutes == 2


def test_without_what_one_bears_nobody_knows_who_finds_room() -> None:
    done = course(fleet(1, 1), [30, 90])

    assert done.short_requests is None


def test_requests_to_no_copy_at_all_find_no_room() -> None:
    done = course(fleet(0, 0, initial=0), [30, 90])

    assert done.short_requests == 120


def waking(metric: str, *, cooldown: int = 300) -> Stepping:
    """Adds one as soon as something waits for the first one: two datapoints of a minute."""
    return Stepping(
        measure=measure(metric), comparison="GreaterThanOrEqualToThreshold", threshold=1, needed=2,
        of=2, steps=(Step(low=0, high=None, change=1),), adjustment="ChangeInCapacity",
        cooldown=cooldown,
    )  # fmt: skip


def queueing(*policies: Tracking | Stepping, high: int = 5, per_minute: float = 10) -> Fleet:
    rate = Rate(per_minute=per_minute, why="a test")
    return Fleet(
        unit="instance", initial=0, low=0, high=high, policies=policies, queue=rate,
    )  # fmt: skip


def test_asynchronous_endpoint_wakes_for_what_waits() -> None:
    # Two datapoints and their publication: minute 3, and six more to start. 20 requests came in
    # minute 0; 10 are answered in minute 9, the others in minute 10.
    done = course(queueing(waking("HasBacklogWithoutCapacity")), [20, *[0] * 19])

    assert done.counts == [0] * 9 + [1] * 11
    assert done.longest_wait == 10 * 60


def test_asynchronous_endpoint_sleeps_when_its_queue_is_empty() -> None:
    backlog = tracking(5, "ApproximateBacklogSizePerInstance")

    done = course(queueing(backlog, waking("HasBacklogWithoutCapacity")), [20, *[0] * 59])

    assert done.counts[-1] == 0
    assert (done.added, done.removed) == (1, 1)


def test_queue_tells_of_requests_that_nobody_answered() -> None:
    done = course(queueing(), [1, *[0] * 9])

    assert done.longest_wait == 600


def test_step_policy_does_not_add_again_while_its_cooldown_lasts() -> None:
    many = Stepping(
        measure=measure("Invocations"), comparison="GreaterThanThreshold", threshold=100,
        needed=1, of=1, steps=(Step(low=0, high=None, change=1),), adjustment="ChangeInCapacity",
        cooldown=600,
    )  # fmt: skip

    done = course(fleet(1, 9, many), [200] * 30, provisioning=60)

    # Minute 2, and one to start; ten more, and one to start.
    assert [done.counts.index(count) for count in (2, 3)] == [3, 14]


@pytest.mark.parametrize(
    ("adjustment", "change", "least", "expected"),
    [
        ("ChangeInCapacity", 3, 1, 13),
        ("ChangeInCapacity", -4, 1, 6),
        ("ExactCapacity", 2, 1, 2),
        ("PercentChangeInCapacity", 27, 1, 12),  # 2.7 is rounded down
        ("PercentChangeInCapacity", 5, 1, 11),  # 0.5 is 1
        ("PercentChangeInCapacity", -5, 1, 9),
        ("PercentChangeInCapacity", -27, 1, 8),
        ("PercentChangeInCapacity", 5, 4, 14),  # MinAdjustmentMagnitude
    ],
)
def test_steps_change_the_count_as_aws_rounds_them(
    adjustment: str, change: float, least: int, expected: int
) -> None:
    policy = Stepping(
        measure=measure("Invocations"), comparison="GreaterThanThreshold", threshold=100,
        needed=1, of=1, steps=(Step(low=0, high=None, change=change),), adjustment=adjustment,
        least=least, cooldown=3600,
    )  # fmt: skip

    done = course(fleet(1, 99, policy, initial=10), [200] * 20, provisioning=60)

    assert done.counts[10] == expected


def test_step_is_chosen_by_how_far_the_metric_is_from_the_threshold() -> None:
    steps = (Step(low=0, high=50, change=1), Step(low=50, high=None, change=4))
    policy = Stepping(
        measure=measure("Invocations"), comparison="GreaterThanThreshold", threshold=100,
        needed=1, of=1, steps=steps, adjustment="ChangeInCapacity", cooldown=3600,
    )  # fmt: skip

    near = course(fleet(1, 99, policy), [149] * 20, provisioning=60)
    far = course(fleet(1, 99, policy), [150] * 20, provisioning=60)

    assert (near.counts[10], far.counts[10]) == (2, 5)


def adding(*changes: tuple[float | None, float | None, float], cooldown: int = 600) -> Stepping:
    """Adds by how far more than 100 requests a minute come."""
    return Stepping(
        measure=measure("Invocations"), comparison="GreaterThanThreshold", threshold=100,
        needed=1, of=1, steps=tuple(Step(low=a, high=b, change=c) for a, b, c in changes),
        adjustment="ChangeInCapacity", cooldown=cooldown,
    )  # fmt: skip


def test_larger_step_in_a_cooldown_adds_what_it_is_larger_by() -> None:
    # AWS's example: 2 are added, and while that cools down a step of 3 adds 1 more.
    steps = adding((0, 100, 2), (100, None, 3))

    done = course(fleet(1, 9, steps), [*[150] * 4, *[250] * 8], provisioning=60)

    assert sorted(set(done.counts)) == [1, 3, 4]
    # The step of 3 holds on, and the cooldown too: it is no larger than itself.
    assert done.counts[-1] == 4


def test_smaller_step_in_a_cooldown_removes_nothing() -> None:
    steps = adding((0, 100, 1), (100, None, 3))

    done = course(fleet(1, 9, steps), [*[250] * 2, *[150] * 8], provisioning=60)

    assert done.counts[-1] == 4
    assert done.removed == 0


def test_step_that_removes_goes_from_what_there_is_in_a_cooldown_too() -> None:
    few = Stepping(
        measure=measure("Invocations"), comparison="LessThanThreshold", threshold=50, needed=1,
        of=1, steps=(Step(low=None, high=0, change=-1),), adjustment="ChangeInCapacity",
        cooldown=3600,
    )  # fmt: skip

    done = course(fleet(1, 9, adding((0, None, 3)), few), [*[250] * 2, *[0] * 8], provisioning=60)

    # 4, less 1; and not the 1 that there was before, less 1.
    assert done.counts[-1] == 3


def test_alarm_of_a_longer_period_alone_is_replayed_by_minutes() -> None:
    # More than 1000 in five minutes: minute 5, one for the publication, one to start.
    many = replace(adding((0, None, 1)), threshold=1000)
    many = replace(many, measure=replace(many.measure, seconds=300))

    done = course(fleet(1, 9, many), [250] * 10, provisioning=60)

    assert done.counts == [1] * 7 + [2] * 3


def test_addition_ends_the_cooldown_of_a_removal() -> None:
    # Down to 3 in minute 16, for an hour. What is added in minute 22 ends that: down again.
    minutes = [*[250] * 17, *[350] * 20, *[90] * 30]

    done = course(fleet(1, 9, tracking(100, scale_in_cooldown=3600), initial=9), minutes)

    assert (done.counts[16], done.counts[30], done.counts[-1]) == (3, 4, 1)


def test_new_maximum_waits_until_what_was_added_answers() -> None:
    # 9 are wanted in minute 4, and answer in minute 10: the maximum of 5 leaves 5 of them then.
    noon = Action(schedule="cron(6 0 * * ? *)", low=1, high=5)
    night = Action(schedule="cron(0 23 * * ? *)", low=1, high=9)
    of = replace(fleet(1, 9, tracking(100)), actions=(noon, night))

    done = course(of, [900] * 20)

    assert done.counts == [1] * 10 + [5] * 10


def test_new_minimum_does_not_put_off_what_is_added_already() -> None:
    noon = Action(schedule="cron(8 0 * * ? *)", low=5, high=9)
    night = Action(schedule="cron(0 23 * * ? *)", low=1, high=9)
    of = replace(fleet(1, 9, tracking(100)), actions=(noon, night))

    done = course(of, [250] * 20)

    assert done.counts == [1] * 10 + [3] * 6 + [5] * 4


def test_scheduled_action_changes_the_bounds_in_its_time_zone() -> None:
    # Paris is two hours before UTC in June: 8 o'clock is minute 360.
    morning = Action(schedule="cron(0 8 * * ? *)", time_zone="Europe/Paris", low=3)
    night = Action(schedule="cron(0 0 * * ? *)", time_zone="Europe/Paris", low=1)
    of = replace(fleet(1, 4), actions=(morning, night))

    done = course(of, [0] * 400)

    assert done.counts == [1] * 366 + [3] * 34


def test_trace_begins_with_the_bounds_of_the_last_action_before_it() -> None:
    morning = Action(schedule="cron(0 8 * * ? *)", low=3)

    done = course(replace(fleet(1, 4), actions=(morning,)), [0] * 10)

    assert done.counts == [3] * 10


def test_trace_begins_with_the_bounds_of_a_day_that_few_months_have() -> None:
    # From January 31 on until March 31.
    last = Action(schedule="cron(0 8 31 * ? *)", low=3)
    of = replace(fleet(1, 4), actions=(last,))
    conditions = Conditions(assumptions=Assumptions(), provisioning=360)

    done = run(of, [0] * 10, datetime(2026, 3, 15, tzinfo=UTC), conditions)

    assert done.counts == [3] * 10


@pytest.mark.parametrize(
    ("day", "minute"),
    [
        (datetime(2026, 3, 28, tzinfo=UTC), 90),
        (datetime(2026, 3, 29, tzinfo=UTC), 90),  # there is no 2:30: 3:30 of summer
        (datetime(2026, 3, 30, tzinfo=UTC), 30),
        (datetime(2026, 10, 25, tzinfo=UTC), 30),  # 2:30 comes twice: the first one
        (datetime(2026, 10, 26, tzinfo=UTC), 90),
    ],
)
def test_action_happens_once_on_days_when_clocks_change(day: datetime, minute: int) -> None:
    night = Action(schedule="cron(30 2 * * ? *)", time_zone="Europe/Paris", low=3)

    changes = changes_of((night,), day, 1440 - 120)

    assert [change.second for change in changes] == [minute * 60]


def test_count_is_brought_below_a_new_maximum_at_once() -> None:
    night = Action(schedule="cron(30 0 * * ? *)", low=0, high=1)
    day = Action(schedule="cron(0 6 * * ? *)", low=3, high=4)
    of = replace(fleet(0, 4, initial=4), actions=(night, day))

    done = course(of, [0] * 60)

    assert done.counts == [4] * 30 + [1] * 30


def test_day_of_the_week_is_that_of_the_trace() -> None:
    # MONDAY is one; an action of Tuesdays comes a day later.
    tuesday = Action(schedule="cron(0 0 ? * TUE *)", low=2)
    monday = Action(schedule="cron(0 0 ? * MON *)", low=1)
    of = replace(fleet(1, 4, tracking(100)), actions=(tuesday, monday))

    done = course(of, [0] * 1500)

    assert done.counts[1439] == 1
    assert done.counts[1440 + 6] == 2


@pytest.mark.parametrize(
    ("servers", "load", "part"),
    [(0, 1.0, 1.0), (1, 1.0, 0.5), (2, 1.0, 0.2), (10, 5.0, 0.018385), (5, 0.0, 0.0)],
)
def test_erlangs_formula_gives_its_known_values(servers: int, load: float, part: float) -> None:
    assert blocked(servers, load) == pytest.approx(part, abs=1e-6)


def test_requests_that_find_every_container_at_work_find_no_room() -> None:
    # 60 a minute of 1 s each: a load of 1, of which 2 containers let a fifth pass.
    assert OneAtATime(seconds=1).excess(2, 60, 60) == pytest.approx(12)


@given(load=st.floats(0, 80), servers=st.integers(0, 60))
def test_erlangs_formula_is_what_it_is_defined_as(load: float, servers: int) -> None:
    terms = [1.0]
    for number in range(1, servers + 1):
        terms.append(terms[-1] * load / number)

    assert blocked(servers, load) == pytest.approx(terms[-1] / sum(terms), abs=1e-9)


@given(minutes=st.lists(st.integers(0, 40), min_size=1, max_size=40), rate=st.integers(1, 30))
def test_queue_answers_one_by_one_in_the_order_in_which_they_came(
    minutes: list[int], rate: int
) -> None:
    of = replace(queueing(per_minute=rate), initial=1, low=1, high=1)
    line: list[int] = []
    longest = 0
    for now, came in enumerate(minutes):
        line += [now] * came
        longest = max([longest, *(now - then for then in line[:rate])])
        del line[:rate]
    longest = max([longest, *(len(minutes) - then for then in line)])

    assert course(of, minutes).longest_wait == longest * 60


REQUESTS = st.lists(st.integers(0, 1000), min_size=1, max_size=120)


@given(minutes=REQUESTS, low=st.integers(0, 3), more=st.integers(0, 5), target=st.integers(1, 500))
def test_whatever_comes_the_count_stays_within_bounds(
    minutes: list[int], low: int, more: int, target: int
) -> None:
    done = course(fleet(low, low + more, tracking(target), initial=low), minutes)

    assert low <= done.lowest <= done.highest <= low + more


@given(minutes=REQUESTS, count=st.integers(0, 5), rate=st.integers(1, 300))
def test_one_more_never_leaves_more_requests_without_room(
    minutes: list[int], count: int, rate: int
) -> None:
    of = replace(fleet(0, 9), bearing=Rate(per_minute=rate, why="a test"))

    fewer, more = (course(of.fixed(n), minutes).short_requests for n in (count, count + 1))

    assert fewer is not None
    assert more is not None
    assert more <= fewer


@given(minutes=REQUESTS)
def test_queue_answers_everyone_whom_it_has_time_for(minutes: list[int]) -> None:
    of = replace(queueing(), initial=1, low=1, high=1)

    done = course(of, [*minutes, *[0] * (sum(minutes) // 10 + 2)])

    # Whoever came waits no longer than it takes to answer all.
    assert done.longest_wait is not None
    assert done.longest_wait <= (sum(minutes) / 10 + 1) * 60
