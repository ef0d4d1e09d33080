/** What a page that is served outside the cluster is made of. */
import type { ObjectMetadata } from "../../contract/names";

/** The Service of a page. */
export interface Page {
  readonly metadata: ObjectMetadata;
  /** Name of the Service's port. */
  readonly portName: string;
  /** Port of the Service, and of its pods. */
  readonly port: number;
  /** Path that answers 200 without a login, for the load balancer's health check. */
  readonly healthPath: string;
}

export interface CustomManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata & { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** An Ingress of networking.k8s.io/v1. */
export interface IngressManifest {
  readonly apiVersion: "networking.k8s.io/v1";
  readonly kind: "Ingress";
  readonly metadata: ObjectMetadata & { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly ingressClassName?: string;
    readonly tls?: { readonly hosts: string[]; readonly secretName: string }[];
    readonly rules: {
      readonly host: string;
      readonly http: {
        readonly paths: {
          readonly path: string;
          readonly pathType: string;
          readonly backend: { readonly service: { readonly name: string; readonly port: { readonly name: string } } };
        }[];
      };
    }[];
  };
}

/** The Secret with the OAuth client of the Identity-Aware Proxy. */
export interface IapSecret {
  readonly metadata: ObjectMetadata;
  /** What it holds besides the client's secret. */
  readonly data: Readonly<Record<string, string>>;
  /** Key of the client's secret. */
  readonly secretKey: string;
}

/** Every object of a page, besides the Service. */
export interface PageManifests {
  readonly serviceAnnotations: Readonly<Record<string, string>>;
  readonly iapSecret?: IapSecret | undefined;
  /** What the Ingress or the load balancer needs, and the Gateway. */
  readonly customResources: readonly CustomManifest[];
  readonly ingress?: IngressManifest | undefined;
}
