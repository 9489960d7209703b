using System.Net;
using Lateen.Local.Sandbox;
using Lateen.Testing;

namespace Lateen.Local.Tests;

/// <summary>The text that iptables-restore gets.</summary>
public sealed class InterceptionRulesTests
{
    static readonly IPAddress ControlPlane = IPAddress.Parse("10.244.0.1");

    [Fact]
    public void Root_exempts_the_proxy_by_uid_gid_and_mark() =>
        Golden.Check("tests/Lateen.Local.Tests/Golden/interception-root.txt", InterceptionRules.Render(Exemption.UserId, ControlPlane));

    [Fact]
    public void An_ordinary_user_exempts_the_proxy_by_mark_alone() =>
        Golden.Check("tests/Lateen.Local.Tests/Golden/interception-user.txt", InterceptionRules.Render(Exemption.Mark, ControlPlane));

    [Fact]
    public void Service_rules_choose_every_endpoint_with_the_same_chance()
    {
        var endpoints = new[] { "10.244.0.10:8080", "10.244.0.11:8080", "10.244.0.12:8080" }.Select(IPEndPoint.Parse).ToArray();
        Golden.Check("tests/Lateen.Local.Tests/Golden/service-rules.txt", ServiceRules.Render([new ServicePort("default", "web", IPAddress.Parse("10.96.0.10"), 80, endpoints)]));
    }
}
