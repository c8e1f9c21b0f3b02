// The same endpoints in JavaScript, without jsii: what CDK itself takes.
// node plain.js ENDPOINTS OUTDIR FACTS.json
const fs = require("node:fs");
const path = require("node:path");
const cdk = require("aws-cdk-lib");
const appscaling = require("aws-cdk-lib/aws-applicationautoscaling");
const iam = require("aws-cdk-lib/aws-iam");
const sagemaker = require("aws-cdk-lib/aws-sagemaker");

const [endpoints, outdir] = [Number(process.argv[2]), process.argv[3]];
const facts = JSON.parse(fs.readFileSync(process.argv[4], "utf8"));

function add(stack, name) {
  const role = new iam.CfnRole(stack, `${name}Role`, {
    assumeRolePolicyDocument: facts.TRUST,
    policies: [{ policyName: "Serve", policyDocument: facts.RIGHTS }],
  });
  const model = new sagemaker.CfnModel(stack, `${name}Model`, {
    executionRoleArn: role.attrArn,
    primaryContainer: {
      image: facts.IMAGE,
      modelDataUrl: facts.DATA,
      environment: facts.ENVIRONMENT,
    },
  });
  const config = new sagemaker.CfnEndpointConfig(stack, `${name}Config`, {
    productionVariants: Object.entries(facts.WEIGHTS).map(([variantName, weight]) => ({
      variantName,
      modelName: model.attrModelName,
      instanceType: facts.INSTANCE_TYPE,
      initialInstanceCount: 1,
      initialVariantWeight: weight,
    })),
  });
  const endpoint = new sagemaker.CfnEndpoint(stack, name, {
    endpointConfigName: config.attrEndpointConfigName,
    retainAllVariantProperties: true,
    excludeRetainedVariantProperties: [{ variantPropertyType: facts.RETAINED_BUT }],
  });
  const target = new appscaling.CfnScalableTarget(stack, `${name}Target`, {
    minCapacity: 1,
    maxCapacity: facts.MAX_INSTANCES,
    resourceId: `endpoint/${endpoint.attrEndpointName}/variant/champion`,
    scalableDimension: "sagemaker:variant:DesiredInstanceCount",
    serviceNamespace: "sagemaker",
  });
  new appscaling.CfnScalingPolicy(stack, `${name}Policy`, {
    policyName: "Load",
    policyType: "TargetTrackingScaling",
    scalingTargetId: target.ref,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: facts.INVOCATIONS_PER_MINUTE,
      predefinedMetricSpecification: {
        predefinedMetricType: "SageMakerVariantInvocationsPerInstance",
      },
    },
  });
}

const app = new cdk.App({
  context: facts.CONTEXT,
  outdir,
  analyticsReporting: false,
  builtinCloudFormationValidation: false,
});
let stack;
for (let number = 0; number < endpoints; number++) {
  if (number % facts.ENDPOINTS_PER_STACK === 0) {
    stack = new cdk.Stack(app, `Stack${number / facts.ENDPOINTS_PER_STACK}`, {
      env: { account: facts.ACCOUNT, region: facts.REGION },
    });
  }
  add(stack, `E${number}`);
}
app.synth();

const usage = process.resourceUsage();
console.log(
  JSON.stringify({
    python_cpu: 0,
    node_cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    python_mb: 0,
    node_mb: usage.maxRSS / 1024,
    messages: 0,
  }),
);
