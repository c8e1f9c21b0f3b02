"""What talks to AWS: the only package of `sagemaker_hosting` that imports boto3.

- `Aws`: calls to AWS, with credentials, Region and role decided once and errors told plainly.
- `AwsProblem`: what AWS answered instead, and of which kind it is.
- `sagemaker_hosting.operate.smoke`: whether what is deployed serves, after a deploy.
- `sagemaker_hosting.operate.deployed`: the templates that are deployed, as a cloud assembly.
- `sagemaker_hosting.operate.local_aws`: the local AWS that runs in a project, and the way to it.
- `sagemaker_hosting.operate.price_list`: the prices that AWS's Price List API tells.
"""

from sagemaker_hosting.operate._aws import Aws
from sagemaker_hosting.operate._problems import AwsProblem, Kind

__all__ = ["Aws", "AwsProblem", "Kind"]
