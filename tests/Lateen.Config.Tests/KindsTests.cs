using Google.Protobuf;
using Google.Protobuf.Reflection;
using Lateen.Config.Reading;
using Lateen.Testing;

namespace Lateen.Config.Tests;

public sealed class KindsTests
{
    [Fact]
    public void Every_kind_is_listed_once_and_sorted()
    {
        var names = Kinds.All.Select(kind => kind.Name).ToArray();
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
        var folders = Directory.EnumerateDirectories(Repository.PathOf("src/ControlPlane/Lateen.Config/Kinds")).Select(Path.GetFileName);
        Assert.Equal(folders.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void A_kind_is_found_by_each_of_its_versions()
    {
        foreach (var kind in Kinds.All)
        {
            Assert.Same(kind, Kinds.Find(kind.Name));
            foreach (var version in kind.ApiVersions)
                Assert.Same(kind, Kinds.Find(version, kind.ManifestKind));
        }

        Assert.Null(Kinds.Find("networking.istio.io/v1", "Pod"));
    }

    public static TheoryData<string> WithHonouredFields => [.. Kinds.All.Where(kind => kind.Honoured is { IsEmpty: false }).Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(WithHonouredFields))]
    public void The_honoured_fields_exist_and_are_sorted(string name)
    {
        var kind = Kinds.Find(name)!;
        var paths = kind.Honoured!.Value.ToArray();
        Assert.Equal(paths.Distinct().Order(StringComparer.Ordinal), paths);
        var type = ((IMessage)Activator.CreateInstance(kind.SpecType)!).Descriptor;
        foreach (var path in paths)
            Assert.True(Exists(type, path), $"{name} has no field {path}");
    }

    static bool Exists(MessageDescriptor type, string path)
    {
        MessageDescriptor? at = type;
        foreach (var step in path.Split('.'))
        {
            if (step == "**")
                return true;
            if (at is null || ProtoFields.Of(at).Find(step) is not { } field || field.JsonName != step)
                return false;
            at = field.FieldType != FieldType.Message ? null : field.IsMap ? field.MessageType.FindFieldByNumber(2) is { FieldType: FieldType.Message } value ? value.MessageType : null : field.MessageType;
        }

        return true;
    }
}
