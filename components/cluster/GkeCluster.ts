/**
 * A hardened GKE cluster in a network of its own. `docs/gke.md` lists its controls and their reasons.
 *
 * Each class is imported from its own module, because the package's index would load 150 more at every start.
 */
import { Repository } from "@pulumi/gcp/artifactregistry/repository";
import { RepositoryIamMember } from "@pulumi/gcp/artifactregistry/repositoryIamMember";
import { Policy } from "@pulumi/gcp/binaryauthorization/policy";
import { Network } from "@pulumi/gcp/compute/network";
import { Router } from "@pulumi/gcp/compute/router";
import { RouterNat } from "@pulumi/gcp/compute/routerNat";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork";
import { Cluster } from "@pulumi/gcp/container/cluster";
import { NodePool } from "@pulumi/gcp/container/nodePool";
import { IAMMember } from "@pulumi/gcp/projects/iammember";
import { Account } from "@pulumi/gcp/serviceaccount/account";
import * as pulumi from "@pulumi/pulumi";
import { clusterArguments } from "../../gke/controlPlane";
import { imagePolicyArguments } from "../../gke/imagePolicy";
import { IMAGE_READER_ROLE, imageRepositoryArguments, imageRepositoryPath } from "../../gke/imageRepository";
import { kubeconfig } from "../../gke/kubeconfig";
import type { Labels } from "../../gke/names";
import { natArguments, networkArguments, routerArguments, subnetArguments } from "../../gke/network";
import { NODE_ROLE, nodeAccountArguments, nodeConfig, nodePoolArguments } from "../../gke/nodePool";
import type { Image } from "../../contract/images";
import type { GkeClusterSettings } from "../../settings/schema/settings";
import { formerName } from "../common/formerName";

export interface GkeClusterArgs {
  readonly settings: GkeClusterSettings;
  /** Name of the environment, which becomes a label of the cluster and its nodes. */
  readonly environment: string;
  /** Labels of one's own, of which those count that have Google's form. Default: none. */
  readonly labels?: Labels;
  /** Third-party images of the stack, which an image policy exempts. */
  readonly exemptImages: readonly Image[];
}

/**
 * What the nodes of the default pool, which exist for minutes, do not have from the settings. They are hardened like all
 * others, but not spot: while Google has none to spare, the cluster could not be created.
 */
const DEFAULT_POOL = { spot: false };

export class GkeCluster extends pulumi.ComponentResource {
  /** Kubeconfig that authenticates with gke-gcloud-auth-plugin; a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Version of the control plane, such as `1.34.1-gke.3720000`. */
  readonly kubernetesVersion: pulumi.Output<string>;
  /** Repository of images, as `registry/path`; undefined without `imageRepository` in the settings. */
  readonly imageRepository: pulumi.Output<string> | undefined;
  /** The node pool. Workloads depend on it, so that they are deleted before it. */
  readonly nodePool: NodePool;

  constructor(name: string, args: GkeClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:cluster:GkeCluster", name, {}, opts);
    const { settings, environment, exemptImages, labels } = args;
    const { network, subnet, nat } = this.createNetwork(settings);
    const { account, role } = this.createNodeAccount(name, settings);
    const images = this.createImageRepository(name, args, account);
    const imagePolicy = this.createImagePolicy(name, settings, exemptImages);
    const node = { ...nodeConfig(settings, environment, labels), serviceAccount: account.email };

    const cluster = new Cluster(
      name,
      {
        ...clusterArguments(settings, environment, labels),
        network: network.id,
        subnetwork: subnet.id,
        nodeConfig: { ...node, ...DEFAULT_POOL },
      },
      {
        parent: this,
        // Nodes that may not write logs and metrics are reported as broken; no image is to run before the policy is there.
        dependsOn: [role, ...imagePolicy],
        // Both describe the deleted default pool. The provider compares them with the first pool in Google's list, and
        // would replace the cluster when only the nodes change, for example `spot`.
        ignoreChanges: ["nodeConfig", "initialNodeCount"],
        // Users and dashboards refer to the cluster's name, and a project cannot have two clusters of one name in a
        // location.
        deleteBeforeReplace: true,
      },
    );

    this.nodePool = new NodePool(
      `${name}-nodes`,
      { ...nodePoolArguments(settings), cluster: cluster.name, nodeConfig: node },
      {
        ...this.child(name, "nodes"),
        // Nodes need Cloud NAT to pull images, and the reader role for the stack's own images. Both are deleted after the
        // nodes.
        dependsOn: [nat, ...images],
        // Applies only at creation, and the provider would replace the pool when the minimum changes.
        ignoreChanges: ["initialNodeCount"],
      },
    );

    this.kubernetesVersion = cluster.masterVersion;
    this.kubeconfig = pulumi.secret(kubeconfigOf(settings, cluster));
    const { imageRepository } = settings;
    this.imageRepository =
      imageRepository === undefined ? undefined : pulumi.output(imageRepositoryPath(settings, imageRepository));
    this.registerOutputs({ kubeconfig: this.kubeconfig, imageRepository: this.imageRepository });
  }

  /** The logical name is the beginning of the physical one, so it is the cluster's: that is what tells networks apart. */
  private createNetwork(settings: GkeClusterSettings) {
    const network = new Network(settings.name, networkArguments(settings), { parent: this });
    const subnet = new Subnetwork(
      settings.name,
      { ...subnetArguments(settings), network: network.id },
      {
        parent: this,
        // The provider would change the ranges of pods and Services in place, which Google refuses while a cluster uses
        // them.
        replaceOnChanges: ["secondaryIpRanges"],
        // Ranges of one network must not overlap, and those that did not change would.
        deleteBeforeReplace: true,
      },
    );
    const router = new Router(settings.name, { ...routerArguments(settings), network: network.id }, { parent: this });
    const nat = new RouterNat(settings.name, { ...natArguments(settings), router: router.name }, { parent: this });
    return { network, subnet, nat };
  }

  private createImagePolicy(name: string, settings: GkeClusterSettings, exempt: readonly Image[]): Policy[] {
    if (settings.imagePolicy === undefined) return [];
    const policy = imagePolicyArguments(settings, settings.imagePolicy, exempt);
    return [new Policy(`${name}-images`, policy, this.child(name, "images"))];
  }

  /** The repository, and the IAM binding with which the nodes may read it and no other. */
  private createImageRepository(name: string, { settings, environment, labels }: GkeClusterArgs, nodes: Account) {
    const { imageRepository: id } = settings;
    if (id === undefined) return [];
    const options = { parent: this };
    const repository = new Repository(
      `${name}-images`,
      imageRepositoryArguments(settings, id, environment, labels),
      options,
    );
    const { project, location, repositoryId } = repository;
    const reader = { project, location, repository: repositoryId, role: IMAGE_READER_ROLE, member: nodes.member };
    return [new RepositoryIamMember(`${name}-image-reader`, reader, options)];
  }

  private createNodeAccount(name: string, settings: GkeClusterSettings) {
    const child = this.child(name, "nodes");
    const account = new Account(`${name}-nodes`, nodeAccountArguments(settings), child);
    const role = new IAMMember(
      `${name}-nodes`,
      { project: settings.project, role: NODE_ROLE, member: account.member },
      child,
    );
    return { account, role };
  }

  private child(name: string, former: string): pulumi.CustomResourceOptions {
    return { parent: this, aliases: formerName(name, "cluster", former) };
  }
}

/**
 * The kubeconfig, which is known after the cluster has been created. Without a DNS endpoint, it has the IP endpoint.
 */
function kubeconfigOf(settings: GkeClusterSettings, cluster: Cluster): pulumi.Output<string> {
  const { project, location, name } = settings;
  return pulumi
    .all([cluster.endpoint, cluster.controlPlaneEndpointsConfig, cluster.masterAuth])
    .apply(([address, endpoints, authentication]) =>
      kubeconfig({
        project,
        location,
        name,
        endpoint: endpoints.dnsEndpointConfig.endpoint || address,
        certificateAuthority: authentication.clusterCaCertificate,
      }),
    );
}
