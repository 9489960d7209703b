using System.Collections.Immutable;
using Google.Protobuf;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>A kind whose <c>spec</c> is a protobuf message of Istio's API.</summary>
public abstract class IstioKind<TSpec> : ResourceKind where TSpec : class, IMessage<TSpec>, new()
{
    static readonly string[] TopFields = ["apiVersion", "kind", "metadata", "spec", "status"];

    /// <inheritdoc/>
    public override string Group => "networking.istio.io";

    /// <inheritdoc/>
    public override ImmutableArray<string> Versions => ["v1", "v1beta1", "v1alpha3"];

    /// <inheritdoc/>
    public override Type SpecType => typeof(TSpec);

    internal sealed override object? Read(YamlMapping document, ReadContext context)
    {
        foreach (var (key, _) in document.Entries)
        {
            if (!TopFields.Contains(key.Value))
            {
                context.Report(key, key.Value, Core.DiagnosticCode.UnknownField, $"{Name} has no field \"{Quoting.Short(key.Value)}\" beside its spec",
                    ProtoFields.Of(new TSpec().Descriptor).Find(key.Value) is null ? Suggestion.For(key.Value, TopFields, "its fields") : "indent it below spec");
            }
        }

        if (document.Find("spec") is not { } node)
        {
            context.Report(document, "spec", Core.DiagnosticCode.BadIdentity, "spec is missing");
            return null;
        }

        var spec = new TSpec();
        new ProtoReader(context).Read(node, spec, "spec");
        if (Honoured is { } honoured)
            new HonouredFields(honoured).Check(node, spec.Descriptor, "spec", context);
        return spec;
    }

    internal sealed override void Validate(ConfigObject candidate, ObjectReport report) => Validate(candidate.As<TSpec>(), report);

    /// <summary>Checks the rules that the schema can't say.</summary>
    private protected virtual void Validate(TSpec spec, ObjectReport report)
    {
    }
}
