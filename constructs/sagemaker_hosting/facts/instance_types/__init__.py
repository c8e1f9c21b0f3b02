"""Defines the hardware of the hosting instance types, and why a name is not one.

The faults are for names that are certainly wrong. A well-formed name that no table knows has a
doubt instead, also where its family is known: AWS adds instance types, and sizes to families,
faster than tables are refreshed.
"""

from sagemaker_hosting.facts.instance_types._disks import (
    may_refuse_volume_size,
    refuses_volume_size,
)
from sagemaker_hosting.facts.instance_types._doubts import (
    hosting_type_doubt,
    transform_type_doubt,
)
from sagemaker_hosting.facts.instance_types._facts import (
    Accelerator,
    InstanceFacts,
    facts_of,
    is_known_hosting_type,
    is_known_transform_type,
)
from sagemaker_hosting.facts.instance_types._faults import (
    hosting_type_fault,
    scaling_fault,
    transform_type_fault,
)
from sagemaker_hosting.facts.instance_types._regions import is_listed_in, nearest_in

__all__ = [
    "Accelerator",
    "InstanceFacts",
    "facts_of",
    "hosting_type_doubt",
    "hosting_type_fault",
    "is_known_hosting_type",
    "is_known_transform_type",
    "is_listed_in",
    "may_refuse_volume_size",
    "nearest_in",
    "refuses_volume_size",
    "scaling_fault",
    "transform_type_doubt",
    "transform_type_fault",
]
