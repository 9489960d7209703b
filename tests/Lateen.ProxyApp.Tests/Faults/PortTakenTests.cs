using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Faults;

public sealed class PortTakenTests
{
    [Fact]
    public async Task A_listener_whose_port_is_taken_is_refused_with_its_name_address_and_reason()
    {
        using var admin = new PortReservation();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, output) = await ProxyProcess.RunAsync(Bootstrap.Http(admin.Port, port, port));

        Assert.Equal(1, code);
        Assert.Contains($"error adding listener: 'in': cannot listen on 127.0.0.1:{port}: Address already in use", output);
    }

    [Fact]
    public async Task An_admin_port_that_is_taken_ends_the_process_with_a_sentence()
    {
        using var listener = new PortReservation();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, output) = await ProxyProcess.RunAsync(Bootstrap.Http(port, listener.Port, port));

        Assert.Equal(1, code);
        Assert.Contains($"cannot listen on 127.0.0.1:{port}: Address already in use", output);
    }

    [Fact]
    public async Task A_bootstrap_that_makes_no_sense_is_refused_with_every_reason()
    {
        using var admin = new PortReservation();
        using var listener = new PortReservation();
        var bootstrap = Bootstrap.Http(admin.Port, listener.Port, 1, manager => manager["http_filters"] = new JsonArray(), cluster => cluster["lb_policy"] = "CLUSTER_PROVIDED");
        var (code, output) = await ProxyProcess.RunAsync(bootstrap);

        Assert.Equal(1, code);
        Assert.Contains("up: lb_policy: ", output);
        Assert.Contains("http_filters: a filter chain needs at least a terminal filter", output);
    }
}
