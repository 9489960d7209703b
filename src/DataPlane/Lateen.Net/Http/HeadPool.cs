namespace Lateen.Net.Http;

/// <summary>
/// The heads of one worker that are not in use. Bounded: beyond <see cref="Kept"/> of each kind a returned head is left to the
/// collector. Not thread-safe, like everything of a worker.
/// </summary>
public sealed class HeadPool
{
    const int Kept = 256;
    readonly Stack<RequestHead> _requests = new();
    readonly Stack<ResponseHead> _responses = new();

    /// <summary>An empty request head.</summary>
    public RequestHead RentRequest() => _requests.TryPop(out var head) ? head : new RequestHead();

    /// <summary>An empty response head.</summary>
    public ResponseHead RentResponse() => _responses.TryPop(out var head) ? head : new ResponseHead();

    /// <summary>Gives a head back. Its spans must not be used afterwards.</summary>
    public void Return(RequestHead head)
    {
        head.Clear();
        if (_requests.Count < Kept)
            _requests.Push(head);
    }

    /// <inheritdoc cref="Return(RequestHead)"/>
    public void Return(ResponseHead head)
    {
        head.Clear();
        if (_responses.Count < Kept)
            _responses.Push(head);
    }
}
