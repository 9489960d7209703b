using System.Text;
using Lateen.Net;

namespace Lateen.Story.Tests.Rigs;

/// <summary>An application: answers every HTTP/1.1 request with who it is, and remembers the last head.</summary>
sealed class StoryServer(string answer) : IAcceptHandler
{
    public IConnectionHandler OnAccepted(IConnection connection) => new Session(answer);

    public void OnAcceptPaused(int errno)
    {
    }

    sealed class Session(string answer) : IConnectionHandler
    {
        IConnection? connection;

        public void OnConnected(IConnection opened) => connection = opened;

        public int OnReceived(ReadOnlySpan<byte> bytes)
        {
            var consumed = 0;
            for (int end; (end = bytes[consumed..].IndexOf("\r\n\r\n"u8)) >= 0;)
            {
                consumed += end + 4;
                connection!.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\ncontent-length: {answer.Length}\r\n\r\n{answer}"));
            }
            return consumed;
        }

        public void OnReadClosed() => connection!.Close();

        public void OnWritable()
        {
        }

        public void OnClosed(CloseReason reason)
        {
        }
    }
}
