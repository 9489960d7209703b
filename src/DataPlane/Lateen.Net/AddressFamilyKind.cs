namespace Lateen.Net;

public enum AddressFamilyKind : byte
{
    None,
    IPv4,
    IPv6,
    Unix,

    /// <summary>A listener inside the process, reached by its name.</summary>
    Internal,
}
