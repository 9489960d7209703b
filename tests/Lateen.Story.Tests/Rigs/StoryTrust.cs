using Lateen.Net.Tests.Tls;

namespace Lateen.Story.Tests.Rigs;

/// <summary>Who issues the mesh's certificates, and whom the mesh trusts.</summary>
sealed class StoryTrust
{
    public TestAuthority Issuer { get; set; } = TestAuthority.Create("mesh");

    public IReadOnlyList<TestAuthority> Roots { get; set; }

    public StoryTrust() => Roots = [Issuer];
}
