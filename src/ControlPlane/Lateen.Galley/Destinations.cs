using Istio.Networking.V1Alpha3;
using Lateen.Config;

namespace Lateen.Galley;

/// <summary>Every destination that a VirtualService names, with the path of each.</summary>
static class Destinations
{
    public static IEnumerable<(Destination Destination, string Path)> Of(ConfigObject item)
    {
        var spec = item.As<VirtualService>();
        for (var i = 0; i < spec.Http.Count; i++)
        {
            foreach (var found in OfHttp(spec.Http[i], $"spec.http[{i}]"))
                yield return found;
        }

        for (var i = 0; i < spec.Tcp.Count; i++)
        {
            for (var j = 0; j < spec.Tcp[i].Route.Count; j++)
                yield return (spec.Tcp[i].Route[j].Destination, $"spec.tcp[{i}].route[{j}].destination");
        }

        for (var i = 0; i < spec.Tls.Count; i++)
        {
            for (var j = 0; j < spec.Tls[i].Route.Count; j++)
                yield return (spec.Tls[i].Route[j].Destination, $"spec.tls[{i}].route[{j}].destination");
        }
    }

    static IEnumerable<(Destination Destination, string Path)> OfHttp(HTTPRoute route, string path)
    {
        for (var i = 0; i < route.Route.Count; i++)
            yield return (route.Route[i].Destination, $"{path}.route[{i}].destination");
        if (route.Mirror is { } mirror)
            yield return (mirror, $"{path}.mirror");
        for (var i = 0; i < route.Mirrors.Count; i++)
            yield return (route.Mirrors[i].Destination, $"{path}.mirrors[{i}].destination");
    }
}
