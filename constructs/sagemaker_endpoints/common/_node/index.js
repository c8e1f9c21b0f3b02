// What Node does for the library: docs/decisions/0016 says why it is not Python.
"use strict";

const { Resource } = require("aws-cdk-lib");

/** Tells what Python knows of a construct; Python overrides `answer`. */
class Answers {
  constructor() {
    answers = this;
  }

  answer(construct, member, given) {
    throw new Error(`${construct.node.path}: Python tells nothing of ${member}${given ? "()" : ""}`);
  }
}

let answers;

// jsii could let Python override these members of every object. That costs 0.3 ms an object, also
// where nobody asks; members of a class cost nothing.

class Model extends Resource {
  get grantPrincipal() {
    return answers.answer(this, "grant_principal");
  }

  get connections() {
    return answers.answer(this, "connections");
  }

  get modelRef() {
    return answers.answer(this, "model_ref");
  }
}

class Endpoint extends Resource {
  get endpointArn() {
    return answers.answer(this, "endpoint_arn");
  }

  get endpointName() {
    return answers.answer(this, "endpoint_name");
  }

  get endpointRef() {
    return answers.answer(this, "endpoint_ref");
  }

  grantInvoke(grantee) {
    return answers.answer(this, "grant_invoke", [grantee]);
  }
}

/**
 * Defines resources by one message of jsii; what others refer to comes with the answer.
 *
 * Plans and answers are JSON in a string: whatever may be of any type, jsii 1.142 writes out for an
 * error message that nobody reads, value by value.
 */
class Definitions {
  static define(scope, plans, objects) {
    const answer = [];
    let before;
    // No Array.map: CDK would take its frame for the user's code, in each resource's stack trace.
    for (const { kind, within, id, properties, taken, attributes } of told(plans, objects)) {
      for (const [name, attribute] of Object.entries(taken)) properties[name] = before[attribute];
      before = new (found(kind))(within === null ? scope : made[within], id, properties);
      before.renderProperties = rendered;
      answer.push([made.push(before) - 1, attributes.map((name) => before[name])]);
    }
    return JSON.stringify(answer);
  }

  /** By number: a path would no longer lead to what somebody removed or replaced. */
  static find(number) {
    return made[number];
  }
}

const made = [];

function told(plans, objects) {
  if (!objects) return JSON.parse(plans);
  const beside = (value) => typeof value?.$object === "number" && value.$object in objects;
  return JSON.parse(plans, (_, value) => (beside(value) ? objects[value.$object] : value));
}

/** CDK tells what is wrong with properties, but not whose they are. */
function rendered(properties) {
  try {
    return Object.getPrototypeOf(this).renderProperties.call(this, properties);
  } catch (error) {
    error.message = `While synthesizing ${this.node.path}: ${error.message}`;
    throw error;
  }
}

const kinds = new Map();

/** The class of a name in jsii: aws-cdk-lib.aws_sagemaker.CfnModel. */
function found(name) {
  if (!kinds.has(name)) {
    const [module, ...path] = name.split(".");
    kinds.set(name, path.reduce((room, part) => room[part], require(module)));
  }
  return kinds.get(name);
}

module.exports = { Answers, Definitions, Endpoint, Model };
