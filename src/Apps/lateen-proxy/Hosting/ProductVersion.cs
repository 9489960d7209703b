namespace Lateen.ProxyApp.Hosting;

/// <summary>The version in Envoy's form, whose second part is the version of Envoy that we speak like: Istio's tools read it.</summary>
static class ProductVersion
{
    public static string Text { get; } = $"{typeof(ProductVersion).Assembly.GetName().Version!.ToString(3)}/1.40.0/Clean/RELEASE/OpenSSL";
}
