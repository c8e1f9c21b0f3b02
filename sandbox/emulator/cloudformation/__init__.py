"""The resource types that CloudFormation learns, made of the emulated APIs."""
