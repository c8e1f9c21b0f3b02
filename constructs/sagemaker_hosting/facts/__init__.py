"""What SageMaker hosting takes and offers, as data with source and date: read when first asked for.

The tables lie in `sagemaker_hosting/data`. Import the module you need:

- `images`: the container images that AWS publishes, per framework and Region; `registries`: the
  addresses of images.
- `instance_types`: the hardware of the hosting types, and why a name is none; `inference_amis`:
  the machine images of variants.
- `limits`: lengths, ranges, patterns and enumerations that the API models state; `properties`:
  which of CloudFormation's properties have them; `stated_limits`: those that only their
  documentation tells; `allowed`: what few places allow; `sdk`: what a newer botocore, if one is
  installed, adds to the tables.
- `property_names`: what the properties of CloudFormation's types are called; `parameter_names`: the
  parameters of the APIs that state machines and schedules call.
- `serverless`, `asynchronous`, `inference_components`, `auto_scaling`, `metrics`, `schedules`,
  `scheduler`, `updates`: what holds for these.
- `partitions`, `marketplace`, `role_rights`, `artifacts`: Regions, packages that are sold, what
  roles need and managed policies give, what a model artifact on disk holds.
"""
