using Grpc.Core;

namespace Lateen.Xds.Server;

/// <summary>Either the view of a client, or the status that its stream ends with.</summary>
public readonly record struct XdsOpening(IXdsView? View, Status Refusal)
{
    public static XdsOpening Accept(IXdsView view) => new(view, Status.DefaultSuccess);

    public static XdsOpening Refuse(StatusCode code, string reason) => new(null, new Status(code, reason));
}
