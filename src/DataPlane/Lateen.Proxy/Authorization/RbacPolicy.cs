namespace Lateen.Proxy.Authorization;

/// <summary>A policy: who may do what, under a name that says where it comes from.</summary>
/// <param name="Name">In logs, metadata and responses' details; Istio's are <c>ns[namespace]-policy[name]-rule[index]</c>.</param>
/// <param name="Permissions">What is done.</param>
/// <param name="Principals">Who does it.</param>
public sealed record RbacPolicy(string Name, RbacAnyOf Permissions, RbacAnyOf Principals)
{
    /// <summary>Its place among the policies of its rules, in the order of names.</summary>
    public int Ordinal { get; init; }

    /// <summary>Whether both hold.</summary>
    public bool IsMatch(in RbacSubject subject) => Permissions.IsMatch(subject) && Principals.IsMatch(subject);
}
