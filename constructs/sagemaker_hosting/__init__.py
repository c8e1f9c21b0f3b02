"""What SageMaker hosting allows, costs and does, as plain Python without AWS CDK.

No SDK and no network either, but for `sagemaker_hosting.operate`.

Import the module you need; importing this package reads nothing.

- `sagemaker_hosting.facts`: what AWS takes and offers: images, instance types, limits, Regions.
- `sagemaker_hosting.templates`: CloudFormation templates, whichever tool wrote them.
- `sagemaker_hosting.view`: templates read as models, variants, endpoints, and who belongs to whom.
- `sagemaker_hosting.changes`: what differs between two readings, and what CloudFormation does then.
- `sagemaker_hosting.rules`: what AWS would refuse or ignore in templates.
- `sagemaker_hosting.cost`: what templates cost, by expected traffic and list prices.
- `sagemaker_hosting.review`: what a change means in traffic, capacity, money and risk.
- `sagemaker_hosting.operate`: what asks AWS: whether what was deployed serves, what it costs.
- `sagemaker_hosting.cli`: the command `endpoints`.
- `sagemaker_hosting.cfn_lint`: the rules for cfn-lint.
- `sagemaker_hosting.metadata`: what templates say of themselves in their Metadata.
- `sagemaker_hosting.nearest`: the names that a misspelt one was meant to be.
"""
