using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>What we call in libssl.</summary>
static unsafe partial class LibSsl
{
    public const int SSL_CTRL_MODE = 33;
    public const int SSL_CTRL_SET_SESS_CACHE_MODE = 44;
    public const int SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;
    public const int SSL_CTRL_SET_TLSEXT_TICKET_KEYS = 59;
    public const int SSL_CTRL_CHAIN_CERT = 89;
    public const int SSL_CTRL_SET_GROUPS_LIST = 92;
    public const int SSL_CTRL_SET_VERIFY_CERT_STORE = 106;
    public const int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
    public const int SSL_CTRL_SET_MAX_PROTO_VERSION = 124;
    public const int SSL_MODE_ENABLE_PARTIAL_WRITE = 1;
    public const int SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER = 2;
    public const int SSL_MODE_NO_AUTO_CHAIN = 8;
    public const int SSL_MODE_RELEASE_BUFFERS = 0x10;
    public const ulong SSL_OP_NO_TICKET = 1UL << 14;
    public const ulong SSL_OP_NO_COMPRESSION = 1UL << 17;
    public const ulong SSL_OP_CIPHER_SERVER_PREFERENCE = 1UL << 22;
    public const ulong SSL_OP_NO_RENEGOTIATION = 1UL << 30;
    public const int SSL_SESS_CACHE_OFF = 0;
    public const int SSL_SESS_CACHE_CLIENT = 1;
    public const int SSL_SESS_CACHE_SERVER = 2;
    public const int SSL_SESS_CACHE_NO_INTERNAL = 0x300;
    public const int SSL_VERIFY_NONE = 0;
    public const int SSL_VERIFY_PEER = 1;
    public const int SSL_VERIFY_FAIL_IF_NO_PEER_CERT = 2;
    public const int SSL_ERROR_SSL = 1;
    public const int SSL_ERROR_WANT_READ = 2;
    public const int SSL_ERROR_WANT_WRITE = 3;
    public const int SSL_ERROR_ZERO_RETURN = 6;
    public const int SSL_TLSEXT_ERR_OK = 0;
    public const int SSL_TLSEXT_ERR_NOACK = 3;
    public const int SSL_TICKET_SUCCESS = 5;
    public const int SSL_TICKET_SUCCESS_RENEW = 6;
    public const int SSL_TICKET_RETURN_IGNORE_RENEW = 2;
    public const int SSL_TICKET_RETURN_USE = 3;
    public const int SSL_TICKET_RETURN_USE_RENEW = 4;
    public const int TLS1_2_VERSION = 0x303;
    public const int TLS1_3_VERSION = 0x304;

    const string Lib = OpenSslLibrary.Ssl;

    [LibraryImport(Lib)]
    public static partial nint TLS_method();

    [LibraryImport(Lib)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Lib)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(Lib)]
    public static partial nint SSL_CTX_ctrl(nint context, int command, nint number, void* pointer);

    [LibraryImport(Lib)]
    public static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_cipher_list(nint context, string names);

    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SSL_CTX_set_ciphersuites(nint context, string names);

    [LibraryImport(Lib)]
    public static partial nint SSL_CTX_get0_certificate(nint context);

    [LibraryImport(Lib)]
    public static partial int SSL_CTX_use_certificate(nint context, nint certificate);

    [LibraryImport(Lib)]
    public static partial int SSL_CTX_use_PrivateKey(nint context, nint key);

    [LibraryImport(Lib)]
    public static partial int SSL_CTX_check_private_key(nint context);

    [LibraryImport(Lib)]
    public static partial int SSL_CTX_add_client_CA(nint context, nint certificate);

    [LibraryImport(Lib)]
    public static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport(Lib)]
    public static partial void SSL_CTX_set_verify_depth(nint context, int depth);

    [LibraryImport(Lib)]
    public static partial void SSL_CTX_set_cert_verify_callback(nint context, delegate* unmanaged[Cdecl]<nint, nint, int> callback, nint argument);

    [LibraryImport(Lib)]
    public static partial int SSL_CTX_set_session_id_context(nint context, byte* id, uint length);

    [LibraryImport(Lib)]
    public static partial int SSL_CTX_set_num_tickets(nint context, nuint count);

    [LibraryImport(Lib)]
    public static partial int SSL_CTX_set_session_ticket_cb(nint context, nint generate, delegate* unmanaged[Cdecl]<nint, nint, byte*, nuint, int, nint, int> decrypt, nint argument);

    [LibraryImport(Lib)]
    public static partial void SSL_CTX_sess_set_new_cb(nint context, delegate* unmanaged[Cdecl]<nint, nint, int> callback);

    [LibraryImport(Lib)]
    public static partial void SSL_CTX_set_alpn_select_cb(nint context, delegate* unmanaged[Cdecl]<nint, byte**, byte*, byte*, uint, nint, int> callback, nint argument);

    [LibraryImport(Lib)]
    public static partial int SSL_select_next_proto(byte** selected, byte* selectedLength, byte* server, uint serverLength, byte* client, uint clientLength);

    [LibraryImport(Lib)]
    public static partial nint SSL_new(nint context);

    [LibraryImport(Lib)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Lib)]
    public static partial nint SSL_ctrl(nint ssl, int command, nint number, void* pointer);

    [LibraryImport(Lib)]
    public static partial void SSL_set_bio(nint ssl, nint read, nint write);

    [LibraryImport(Lib)]
    public static partial void SSL_set_accept_state(nint ssl);

    [LibraryImport(Lib)]
    public static partial void SSL_set_connect_state(nint ssl);

    [LibraryImport(Lib)]
    public static partial int SSL_set_alpn_protos(nint ssl, byte* protocols, uint length);

    [LibraryImport(Lib)]
    public static partial int SSL_do_handshake(nint ssl);

    [LibraryImport(Lib)]
    public static partial int SSL_read(nint ssl, byte* buffer, int length);

    [LibraryImport(Lib)]
    public static partial int SSL_write(nint ssl, byte* buffer, int length);

    [LibraryImport(Lib)]
    public static partial int SSL_shutdown(nint ssl);

    [LibraryImport(Lib)]
    public static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Lib)]
    public static partial int SSL_session_reused(nint ssl);

    [LibraryImport(Lib)]
    public static partial int SSL_set_session(nint ssl, nint session);

    [LibraryImport(Lib)]
    public static partial nint SSL_get_session(nint ssl);

    [LibraryImport(Lib)]
    public static partial void SSL_SESSION_free(nint session);

    [LibraryImport(Lib)]
    public static partial int SSL_SESSION_is_resumable(nint session);

    [LibraryImport(Lib)]
    public static partial nint SSL_SESSION_get0_peer(nint session);

    [LibraryImport(Lib)]
    public static partial byte* SSL_SESSION_get_id(nint session, uint* length);

    [LibraryImport(Lib)]
    public static partial nint SSL_get0_peer_certificate(nint ssl);

    [LibraryImport(Lib)]
    public static partial nint SSL_get_peer_cert_chain(nint ssl);

    [LibraryImport(Lib)]
    public static partial nint SSL_get_certificate(nint ssl);

    [LibraryImport(Lib)]
    public static partial byte* SSL_get_version(nint ssl);

    [LibraryImport(Lib)]
    public static partial nint SSL_get_current_cipher(nint ssl);

    [LibraryImport(Lib)]
    public static partial byte* SSL_CIPHER_get_name(nint cipher);

    [LibraryImport(Lib)]
    public static partial void SSL_get0_alpn_selected(nint ssl, byte** protocol, uint* length);

    [LibraryImport(Lib)]
    public static partial byte* SSL_get_servername(nint ssl, int type);
}
