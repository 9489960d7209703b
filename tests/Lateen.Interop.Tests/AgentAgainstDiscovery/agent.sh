# Sourced in a network of its own: our control plane, and a pod's real pilot-agent, which starts the proxy. STATE: a new folder. SCRIPTS: this folder.
# LATEEN: our control plane. PEERS: the real programs. PROXY: what the agent starts. TOKEN: prints the pod's token.
ip addr add 10.55.0.1/32 dev lo; ip addr add 10.55.0.254/32 dev lo
echo "127.0.0.1 localhost
10.55.0.254 istiod.istio-system.svc" > "$STATE/hosts"; mount --bind "$STATE/hosts" /etc/hosts
"$LATEEN" discovery --files "$SCRIPTS/mesh.yaml" --state "$STATE/discovery" --listen 10.55.0.254 --httpAddr 127.0.0.1:18080 --monitoringAddr 127.0.0.1:15014 > "$STATE/discovery.log" 2>&1 &
discovery=$!
until curl -sf -o /dev/null 127.0.0.1:18080/ready; do kill -0 $discovery || { cat "$STATE/discovery.log"; exit 1; }; sleep 0.1; done
pod=$STATE/pod; mkdir -p "$pod/var/run/secrets/istio" "$pod/var/run/secrets/tokens" "$pod/etc/istio/proxy" "$pod/var/lib/istio/envoy"
cp "$PEERS/istio/envoy_bootstrap_tmpl.json" "$pod/var/lib/istio/envoy/"; cp "$STATE/discovery/root-cert.pem" "$pod/var/run/secrets/istio/"
echo discovered; read -r token; echo "$token" > "$pod/var/run/secrets/tokens/istio-token"
cd "$pod"
env POD_NAME=web-1 POD_NAMESPACE=default INSTANCE_IP=10.55.0.1 HOST_IP=10.55.0.254 SERVICE_ACCOUNT=web ISTIO_META_CLUSTER_ID=Kubernetes ISTIO_META_MESH_ID=cluster.local \
  TRUST_DOMAIN=cluster.local ISTIO_META_INTERCEPTION_MODE=REDIRECT ISTIO_META_APP_CONTAINERS=app 'ISTIO_METAJSON_LABELS={"app":"web","version":"v1"}' ISTIO_META_NODE_NAME=node \
  ISTIO_META_WORKLOAD_NAME=web PILOT_CERT_PROVIDER=istiod CA_ADDR=istiod.istio-system.svc:15012 ISTIO_META_ENVOY_SKIP_DEPRECATED_LOGS=true \
  PROXY_CONFIG="{\"binaryPath\":\"$PROXY\",\"configPath\":\"$pod/etc/istio/proxy\",\"discoveryAddress\":\"istiod.istio-system.svc:15012\",\"concurrency\":1}" \
  "$PEERS/istio/pilot-agent" proxy sidecar --domain default.svc.cluster.local --proxyLogLevel=warning --concurrency 1 > "$STATE/agent.log" 2>&1 &
agent=$!
