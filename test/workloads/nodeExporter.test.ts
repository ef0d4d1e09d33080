import assert from "node:assert/strict";
import { nodeExporterManifests } from "../../workloads/nodeExporter";

function pod(hostNetwork: boolean) {
  const { spec, metadata } = nodeExporterManifests({ hostNetwork }).daemonSet.spec.template;
  const [container] = spec.containers;
  assert.ok(container);
  return { spec, metadata, container };
}

const NETWORK_COLLECTORS = ["arp", "conntrack", "netdev", "netstat", "sockstat", "softnet", "uname"];

function isOn(args: readonly string[], collector: string): boolean {
  return args.includes(`--collector.${collector}`);
}

describe("node exporter", () => {
  it("reads the node's files where they are mounted, read-only and without propagation", () => {
    const { container, spec } = pod(false);
    const mounts = container.volumeMounts.map(({ name, mountPath }) => {
      return [spec.volumes.find((volume) => volume.name === name)?.hostPath.path, mountPath];
    });
    assert.deepEqual(mounts, [
      ["/proc", "/host/proc"],
      ["/sys", "/host/sys"],
      ["/", "/host/root"],
    ]);
    assert.ok(container.volumeMounts.every((mount) => mount.readOnly && !("mountPropagation" in mount)));
    for (const path of ["--path.procfs=/host/proc", "--path.sysfs=/host/sys", "--path.rootfs=/host/root"]) {
      assert.ok(container.args.includes(path), path);
    }
  });

  it("shares no namespace of the node unless the settings say so, and then only the network", () => {
    for (const hostNetwork of [false, true]) {
      const { spec } = pod(hostNetwork);
      assert.equal(spec.hostNetwork, hostNetwork);
      assert.ok(!("hostPID" in spec) && !("hostIPC" in spec));
    }
  });

  it("reports no network of its pod as the node's", () => {
    assert.ok(NETWORK_COLLECTORS.every((name) => !isOn(pod(false).container.args, name)));
    assert.ok(NETWORK_COLLECTORS.every((name) => isOn(pod(true).container.args, name)));
  });

  it("runs only the collectors that are named", () => {
    const { args } = pod(false).container;
    assert.ok(args.includes("--collector.disable-defaults"));
    assert.ok(["cpu", "meminfo", "filesystem", "diskstats"].every((name) => isOn(args, name)));
  });

  const mountPoints: [string, boolean][] = [
    ["/", true],
    ["/mnt/disks/ssd0", true],
    ["/var", true],
    ["/var/lib/kubelet", true],
    ["/var/lib/kubelet/pods/0b1c/volumes/kubernetes.io~projected/token", false],
    ["/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/1f/shm", false],
    ["/run/user/1000", false],
    ["/proc/sys/fs/binfmt_misc", false],
    ["/system", true],
  ];
  for (const [mountPoint, isReported] of mountPoints) {
    it(`${isReported ? "reports" : "leaves out"} the file system at ${mountPoint}`, () => {
      const flag = "--collector.filesystem.mount-points-exclude=";
      const pattern = pod(false).container.args.find((argument) => argument.startsWith(flag));
      assert.ok(pattern);
      assert.equal(!new RegExp(pattern.slice(flag.length)).test(mountPoint), isReported);
    });
  }

  it("listens on the pod's address only, of either family", () => {
    const { container } = pod(true);
    assert.ok(container.args.includes("--web.listen-address=[$(POD_IP)]:9100"));
    assert.deepEqual(container.env, [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }]);
  });

  it("runs on every node, tainted ones too", () => {
    assert.deepEqual(pod(false).spec.tolerations, [{ operator: "Exists" }]);
  });

  it("stays off Windows nodes, and off nodes that the settings leave out", () => {
    assert.deepEqual(pod(false).spec.nodeSelector, { "kubernetes.io/os": "linux" });
    const { spec } = nodeExporterManifests({ hostNetwork: false, nodeSelector: { pool: "apps" } }).daemonSet.spec
      .template;
    assert.deepEqual(spec.nodeSelector, { "kubernetes.io/os": "linux", pool: "apps" });
  });

  it("is scraped by the agents", () => {
    const { metadata } = pod(false);
    assert.equal(metadata.annotations["prometheus.io/scrape"], "true");
    assert.equal(metadata.annotations["prometheus.io/port"], "9100");
  });

  it("leaves most nodes covered while it is updated", () => {
    const { updateStrategy } = nodeExporterManifests({ hostNetwork: false }).daemonSet.spec;
    assert.deepEqual(updateStrategy, { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } });
  });
});
