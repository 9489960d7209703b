namespace Lateen.Proxy.Http;

/// <summary>Whoever produces a stream's response, as the stream sees it: the router.</summary>
interface IUpstreamSide
{
    /// <summary>The client takes no more for now.</summary>
    void PauseResponse();

    /// <summary>The client takes more again.</summary>
    void ResumeResponse();

    /// <summary>The response comes from elsewhere, or nobody waits for it: give up what is under way.</summary>
    void Abandon();
}
