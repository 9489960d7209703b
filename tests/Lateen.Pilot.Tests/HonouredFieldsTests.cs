using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Lateen.Config;
using Lateen.Graph;
using Lateen.Pilot.Tests.Rigs;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Pilot.Tests;

/// <summary>
/// The fields that a kind calls honoured are those that change what some proxy gets, less those that our own proxy does not do yet. Every other one is
/// warned about when a user sets it.
/// </summary>
public sealed class HonouredFieldsTests
{
    /// <summary>Generated, for Envoy's sake; lateen-proxy refuses it or does nothing about it, so users are warned. The list shrinks as the proxy grows.</summary>
    static readonly string[] NotInTheProxyYet =
    [
        // No statistics of routes.
        "VirtualService.http.match.statPrefix",
        // No slow start, no retry budget, no PROXY protocol, no tunnels; localities are not proven.
        "DestinationRule.*.loadBalancer.localityLbSetting.",
        "DestinationRule.*.loadBalancer.warmup", "DestinationRule.*.proxyProtocol.", "DestinationRule.*.retryBudget.", "DestinationRule.*.tunnel.",
        // Clients that nobody vouches for are not let in.
        "Gateway.servers.tls.insecureSkipVerify",
    ];

    /// <summary>Names that only people read: there is nothing to warn about.</summary>
    static readonly string[] ForPeople = ["Gateway.servers.name"];

    static readonly string[] Texts =
    [
        "reviews", "v2", "/z", "reset,503", "default", "HTTP", "front", "10.1.0.0/16", "probe.example.com", "10.9.9.9", "UNAVAILABLE", "AES128-SHA",
    ];

    const string Mesh = """
        apiVersion: v1
        kind: Service
        metadata: {name: productpage, namespace: default}
        spec: {clusterIP: 10.96.0.1, selector: {app: productpage}, ports: [{name: http, port: 9080}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: productpage-v1, namespace: default, labels: {app: productpage, version: v1, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: productpage, containers: [{name: app, image: x}]}
        status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: reviews, namespace: default}
        spec: {clusterIP: 10.96.0.2, selector: {app: reviews}, ports: [{name: http, port: 9080}, {name: tcp, port: 5000}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: reviews-v1, namespace: default, labels: {app: reviews, version: v1, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: reviews, containers: [{name: app, image: x}]}
        status: {podIP: 10.0.0.2, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: reviews-v2, namespace: default, labels: {app: reviews, version: v2, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: reviews, containers: [{name: app, image: x}]}
        status: {podIP: 10.0.0.3, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: reviews-1, namespace: default, labels: {kubernetes.io/service-name: reviews}}
        addressType: IPv4
        ports: [{name: http, port: 9080}, {name: tcp, port: 5000}]
        endpoints:
        - {addresses: [10.0.0.2], conditions: {ready: true}, targetRef: {kind: Pod, name: reviews-v1, namespace: default}}
        - {addresses: [10.0.0.3], conditions: {ready: true}, targetRef: {kind: Pod, name: reviews-v2, namespace: default}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: istio-ingressgateway, namespace: istio-system}
        spec: {clusterIP: 10.96.0.9, selector: {istio: ingressgateway}, ports: [{name: http2, port: 80, targetPort: 8080}, {name: https, port: 443, targetPort: 8443}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: istio-ingressgateway, namespace: istio-system, labels: {istio: ingressgateway, security.istio.io/tlsMode: istio}}
        spec: {serviceAccountName: istio-ingressgateway, containers: [{name: app, image: x}]}
        status: {podIP: 10.0.0.9, conditions: [{type: Ready, status: "True"}]}
        """;

    const string Front = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: front, namespace: default}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
          - {port: {number: 443, name: tls, protocol: TLS}, hosts: [db.example.com], tls: {mode: PASSTHROUGH}}
        """;

    const string Bound = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: bound, namespace: default}
        spec: {hosts: ["*"], gateways: [subject], http: [{route: [{destination: {host: reviews}}]}], tcp: [{route: [{destination: {host: reviews, port: {number: 5000}}}]}]}
        """;

    const string Child = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: child, namespace: default}
        spec: {http: [{route: [{destination: {host: reviews}}]}]}
        """;

    const string ToSubset = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: default}
        spec: {hosts: [reviews], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: reviews, subset: v1}}]}, {route: [{destination: {host: reviews}}]}]}
        """;

    const string Subsets = """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: default}
        spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
        """;

    [Fact]
    public void VirtualService() => Check("VirtualService", Texts, [Mesh, Front, Subsets, Child],
        "{hosts: [reviews], http: [{delegate: {name: child}}]}",
        "{hosts: [reviews], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: reviews, subset: v1}, weight: 50}, {destination: {host: productpage}, weight: 50}]}]}",
        "{hosts: [reviews], http: [{match: [{headers: {x: {exact: a}}, withoutHeaders: {x: {exact: b}}, queryParams: {q: {exact: a}}}], route: [{destination: {host: reviews}}], retries: {attempts: 2}}]}",
        "{hosts: [reviews], http: [{redirect: {authority: a}}]}",
        "{hosts: [reviews], http: [{match: [{uri: {prefix: /a}}], redirect: {authority: a}}]}",
        "{hosts: [reviews], http: [{directResponse: {status: 200}}]}",
        "{hosts: [reviews], http: [{route: [{destination: {host: reviews}}], fault: {delay: {fixedDelay: 1s, percentage: {value: 5}}, abort: {httpStatus: 500, percentage: {value: 5}}}}]}",
        "{hosts: [reviews], http: [{route: [{destination: {host: reviews}}], fault: {delay: {fixedDelay: 1s}}}]}",
        "{hosts: [reviews], http: [{route: [{destination: {host: reviews}}], mirror: {host: productpage}}]}",
        "{hosts: [reviews], http: [{route: [{destination: {host: reviews}}], mirrors: [{destination: {host: productpage}}]}]}",
        "{hosts: [reviews], http: [{route: [{destination: {host: reviews}}], corsPolicy: {allowOrigins: [{exact: a}]}}]}",
        "{hosts: [reviews], tcp: [{match: [{port: 5000}], route: [{destination: {host: reviews, port: {number: 5000}}, weight: 1}, {destination: {host: productpage}, weight: 1}]}]}",
        "{hosts: [\"*\"], gateways: [front], http: [{route: [{destination: {host: reviews, port: {number: 9080}}}]}]}",
        "{hosts: [db.example.com], gateways: [front], tls: [{match: [{sniHosts: [db.example.com]}], route: [{destination: {host: reviews, port: {number: 5000}}, weight: 1}, {destination: {host: productpage}, weight: 1}]}]}");

    [Fact]
    public void DestinationRule()
    {
        string[] policies =
        [
            "connectionPool: {tcp: {}, http: {}}, tls: {mode: SIMPLE}, loadBalancer: {simple: ROUND_ROBIN}, outlierDetection: {consecutive5xxErrors: 5}",
            "connectionPool: {http: {h2UpgradePolicy: UPGRADE}}, tls: {mode: MUTUAL, clientCertificate: a, privateKey: b}, loadBalancer: {consistentHash: {httpHeaderName: a}}, outlierDetection: {splitExternalLocalOriginErrors: true}",
            "loadBalancer: {consistentHash: {httpCookie: {name: a}}}, tls: {mode: ISTIO_MUTUAL}",
        ];
        Check("DestinationRule", ["probe.example.com", "v2", "reviews"], [Mesh, ToSubset], [.. policies.Select(policy =>
            $"{{host: reviews, trafficPolicy: {{{policy}, portLevelSettings: [{{port: {{number: 9080}}, {policy}}}]}}, subsets: [{{name: v1, labels: {{version: v1}}, trafficPolicy: {{{policy}}}}}]}}"),
            .. policies.Select(policy => $"{{host: reviews, trafficPolicy: {{{policy}}}, subsets: [{{name: v1, labels: {{version: v1}}, trafficPolicy: {{portLevelSettings: [{{port: {{number: 9080}}, {policy}}}]}}}}]}}")]);
    }

    [Fact]
    public void Gateway() => Check("Gateway", Texts, [Mesh, Bound],
        "{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [\"*\"]}]}",
        "{selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: SIMPLE, credentialName: a}}]}",
        "{selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: MUTUAL, serverCertificate: a, privateKey: b, caCertificates: c}}]}",
        "{selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.example.com], tls: {mode: MUTUAL, tlsCertificates: [{serverCertificate: a, privateKey: b}]}}]}",
        "{selector: {istio: ingressgateway}, servers: [{port: {number: 9000, name: tcp, protocol: TCP}, hosts: [\"*\"]}]}");

    [Fact]
    public void PeerAuthentication() => Check("PeerAuthentication", Texts, [Mesh],
        "{mtls: {mode: PERMISSIVE}}",
        "{selector: {matchLabels: {app: reviews}}, mtls: {mode: STRICT}, portLevelMtls: {9080: {mode: PERMISSIVE}}}");

    static void Check(string kindName, string[] texts, string[] objects, params string[] specs)
    {
        var kind = Kinds.Find(kindName)!;
        using var generator = new EverythingGenerated(string.Join("\n---\n", objects), kind);
        var starts = specs.Select(spec => (IMessage)PilotRig.Read($"apiVersion: {kind.ApiVersions.First()}\nkind: {kindName}\nmetadata: {{name: subject, namespace: default}}\nspec: {spec}").Objects[0].Spec).ToArray();
        var read = new FieldProbe(generator.Differ, texts).ReadFields(starts);
        read.RemoveWhere(path => NotInTheProxyYet.Any(entry => IsBelow($"{kindName}.{path}", entry)));
        var honoured = FieldProbe.Leaves(starts[0].Descriptor).Where(path => IsHonoured(kind, path)).ToHashSet(StringComparer.Ordinal);
        var missing = read.Except(honoured, StringComparer.Ordinal).ToArray();
        var idle = honoured.Except(read, StringComparer.Ordinal).Where(path => !ForPeople.Contains($"{kindName}.{path}")).Order(StringComparer.Ordinal).ToArray();
        Assert.True(missing.Length + idle.Length == 0, $"read, but not called honoured:\n{string.Join('\n', missing)}\ncalled honoured, but without effect:\n{string.Join('\n', idle)}");
    }

    /// <summary>"*" stands for any fields in between.</summary>
    static bool IsBelow(string path, string entry)
    {
        var parts = entry.Split(".*.");
        return path.StartsWith(parts[0], StringComparison.Ordinal) && (parts.Length == 1 || path.Contains("." + parts[1], StringComparison.Ordinal));
    }

    static bool IsHonoured(ResourceKind kind, string path) => kind.Honoured!.Value.Any(entry =>
        entry == path || entry.EndsWith(".**", StringComparison.Ordinal) && (path + ".").StartsWith(entry[..^2], StringComparison.Ordinal));

    /// <summary>All that a client's sidecar, a server's sidecar and a gateway get.</summary>
    sealed class EverythingGenerated : IDisposable
    {
        readonly PilotRig rig;
        readonly ResourceKind kind;
        readonly IXdsView[] views;
        IMessage? current;

        public EverythingGenerated(string yaml, ResourceKind kind)
        {
            this.kind = kind;
            rig = new PilotRig(yaml);
            views =
            [
                rig.Open("sidecar~10.0.0.1~productpage-v1.default~default.svc.cluster.local", """{"LABELS": {"app": "productpage", "version": "v1"}, "NAMESPACE": "default"}"""),
                rig.Open("sidecar~10.0.0.2~reviews-v1.default~default.svc.cluster.local", """{"LABELS": {"app": "reviews", "version": "v1"}, "NAMESPACE": "default"}"""),
                rig.Open("router~10.0.0.9~istio-ingressgateway.istio-system~istio-system.svc.cluster.local", """{"LABELS": {"istio": "ingressgateway"}, "NAMESPACE": "istio-system"}"""),
            ];
            foreach (var view in views)
            {
                view.SubscribeAll(XdsTypes.Cluster);
                view.SubscribeAll(XdsTypes.Listener);
                Follow(view);
            }
        }

        /// <summary>Whether any proxy gets something else when the one spec is replaced by the other.</summary>
        public bool Differ(IMessage from, IMessage to)
        {
            if (!ReferenceEquals(current, from))
                Put(from);
            return Put(to);
        }

        bool Put(IMessage spec)
        {
            current = spec;
            rig.Store.Apply([new ConfigObject(kind, "default", "subject", spec)]);
            rig.Time.Advance(Push.PushOptions.Local.Quiet);
            var isChanged = false;
            foreach (var view in views)
                isChanged |= Advance(view);
            return isChanged;
        }

        static bool Advance(IXdsView view)
        {
            try
            {
                if (view.Advance().Count == 0)
                    return false;
                Follow(view);
                return true;
            }
            catch (GraphReadException)
            {
                // What validation refuses never reaches a generator; whatever it does with it, it has read it.
                return true;
            }
        }

        /// <summary>Subscribes to the endpoints and routes that are referred to by now.</summary>
        static void Follow(IXdsView view)
        {
            foreach (var cluster in view.All(XdsTypes.Cluster))
                view.Subscribe(XdsTypes.ClusterLoadAssignment, cluster.Name);
            foreach (var name in view.All(XdsTypes.Listener).SelectMany(listener => RouteNames(listener.Any.Unpack<Listener>())))
                view.Subscribe(XdsTypes.RouteConfiguration, name);
        }

        static IEnumerable<string> RouteNames(Listener listener) => listener.FilterChains.Append(listener.DefaultFilterChain).Where(chain => chain is not null)
            .SelectMany(chain => chain.Filters).Where(filter => filter.TypedConfig.Is(HttpConnectionManager.Descriptor))
            .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName).OfType<string>();

        public void Dispose() => rig.Dispose();
    }
}
