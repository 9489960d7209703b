# Sourced with "up" or "down", in a network of its own. STATE: a new folder. SCRIPTS: this folder. ENVOY: our proxy. PEERS: the real programs.
if [ "$1" = down ]; then
  "$PEERS/istio/rig" down "$STATE"
else
  "$PEERS/istio/rig" up "$STATE" "server:python3 $SCRIPTS/echo.py" client plain plainagent
  # What the rig does for pilot-agent, for our agent: token, root certificate, captured traffic, uid 1337.
  pod=$STATE/plainagent; token=$pod/var/run/secrets/tokens/istio-token; in="ip netns exec rig-plainagent"
  "$PEERS/kubebuilder/kubectl" --kubeconfig "$STATE/cl/admin.kubeconfig" create token plainagent --audience istio-ca > "$token"
  $in "$PEERS/istio/pilot-agent" istio-iptables -p 15001 -z 15006 -u 1337 -m REDIRECT -i '*' -x "" -b '*' -d 15090,15021,15020 > "$pod/iptables.log" 2>&1
  # Our agent answers no DNS queries yet.
  echo "$("$PEERS/kubebuilder/kubectl" --kubeconfig "$STATE/cl/admin.kubeconfig" get service server -o 'jsonpath={.spec.clusterIP}') server" >> /etc/netns/rig-plainagent/hosts
  chown -R 1337:1337 "$pod"
  $in setpriv --reuid 1337 --regid 1337 --clear-groups env POD_NAME=plainagent POD_NAMESPACE=default SERVICE_ACCOUNT=plainagent INSTANCE_IP=10.244.0.5 \
    TRUST_DOMAIN=cluster.local ISTIO_META_CLUSTER_ID=Kubernetes 'ISTIO_METAJSON_LABELS={"app":"plainagent","version":"v1"}' ISTIO_META_WORKLOAD_NAME=plainagent \
    "$ENVOY" sidecar --discovery-address istiod.istio-system.svc:15012 --token-file "$token" --root-cert "$STATE/root-cert.pem" --state-dir "$pod/state" \
    --concurrency 1 > "$pod/agent.log" 2>&1 & echo $! >> "$STATE/pids"
fi
