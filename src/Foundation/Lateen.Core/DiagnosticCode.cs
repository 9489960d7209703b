namespace Lateen.Core;

/// <summary>Codes of <see cref="Diagnostic"/>s. They are stable: people suppress and search by them.</summary>
public static class DiagnosticCode
{
    /// <summary>A field is set that Lateen reads but doesn't honour yet.</summary>
    public const string NotHonouredYet = "LAT0001";

    /// <summary>The text is not YAML.</summary>
    public const string NotYaml = "LAT0002";

    /// <summary>No such kind, or none that Lateen knows; the object is ignored.</summary>
    public const string UnknownKind = "LAT0003";

    /// <summary>A message has no field of this name.</summary>
    public const string UnknownField = "LAT0004";

    /// <summary>The value's type is not the field's, or the value can't be read as it.</summary>
    public const string WrongValue = "LAT0005";

    /// <summary>A mapping has the same key twice.</summary>
    public const string DuplicateKey = "LAT0006";

    /// <summary>apiVersion, kind, metadata.name or another field that identifies an object is missing or impossible.</summary>
    public const string BadIdentity = "LAT0007";

    /// <summary>Two fields are set of which at most one may be.</summary>
    public const string Exclusive = "LAT0008";

    /// <summary>Two files, or two places in one, define the same object.</summary>
    public const string DefinedTwice = "LAT0009";

    /// <summary>A file, document or nesting is larger than what is read.</summary>
    public const string TooLarge = "LAT0010";

    /// <summary>A file or folder can't be opened.</summary>
    public const string Unreadable = "LAT0011";

    /// <summary>A kind is read and checked, but has no effect yet.</summary>
    public const string KindNotHonouredYet = "LAT0012";

    /// <summary>A DestinationRule's host is no service of the mesh.</summary>
    public const string DestinationRuleHostNotFound = "LAT0014";

    /// <summary>A value is readable, but breaks a rule of its kind (Istio's SchemaValidationError).</summary>
    public const string Invalid = "IST0106";

    /// <summary>A resource that an object refers to doesn't exist (Istio's ReferencedResourceNotFound).</summary>
    public const string ReferenceNotFound = "IST0101";

    /// <summary>Two VirtualServices for sidecars have one host (Istio's ConflictingMeshGatewayVirtualServiceHosts).</summary>
    public const string ConflictingHosts = "IST0109";

    /// <summary>A rule of a VirtualService is never reached (Istio's VirtualServiceUnreachableRule).</summary>
    public const string UnreachableRule = "IST0130";

    /// <summary>A Gateway's Secret holds no certificate with its key (Istio's InvalidGatewayCredential).</summary>
    public const string InvalidGatewayCredential = "IST0161";

    /// <summary>A Service's port has a name that doesn't say its protocol (Istio's PortNameIsNotUnderNamingConvention).</summary>
    public const string PortNameConvention = "IST0118";

    /// <summary>A subset's labels are those of no pod (Istio's DestinationRuleSubsetNotSelectPods).</summary>
    public const string SubsetSelectsNoPods = "IST0173";
}
