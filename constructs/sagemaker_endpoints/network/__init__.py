"""What models in a VPC need to be reached and to reach AWS."""
