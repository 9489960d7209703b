using System.Runtime.InteropServices;

namespace Lateen.Net.Tls.OpenSsl;

/// <summary>What we call in libcrypto.</summary>
static unsafe partial class LibCrypto
{
    public const int BIO_TYPE_SOURCE_SINK = 0x400;
    public const int BIO_FLAGS_READ = 1;
    public const int BIO_FLAGS_SHOULD_RETRY = 8;
    public const int BIO_FLAGS_ALL_RETRY = 15;
    public const int BIO_CTRL_INFO = 3;
    public const int BIO_CTRL_FLUSH = 11;
    public const ulong X509_V_FLAG_PARTIAL_CHAIN = 0x80000;
    public const ulong X509_V_FLAG_CRL_CHECK = 4;
    public const ulong X509_V_FLAG_CRL_CHECK_ALL = 8;
    public const int X509_V_ERR_CERT_HAS_EXPIRED = 10;
    public const int X509_V_ERR_APPLICATION_VERIFICATION = 50;
    public const int X509_PURPOSE_SSL_CLIENT = 1;
    public const int X509_PURPOSE_SSL_SERVER = 2;

    const string Lib = OpenSslLibrary.Crypto;

    [LibraryImport(Lib)]
    public static partial ulong OpenSSL_version_num();

    [LibraryImport(Lib)]
    public static partial byte* OpenSSL_version(int kind);

    [LibraryImport(Lib)]
    public static partial void ERR_clear_error();

    [LibraryImport(Lib)]
    public static partial ulong ERR_get_error();

    [LibraryImport(Lib)]
    public static partial ulong ERR_peek_error();

    [LibraryImport(Lib)]
    public static partial byte* ERR_reason_error_string(ulong code);

    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint BIO_meth_new(int type, string name);

    [LibraryImport(Lib)]
    public static partial int BIO_meth_set_write(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> callback);

    [LibraryImport(Lib)]
    public static partial int BIO_meth_set_read(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> callback);

    [LibraryImport(Lib)]
    public static partial int BIO_meth_set_ctrl(nint method, delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint> callback);

    [LibraryImport(Lib)]
    public static partial nint BIO_new(nint method);

    [LibraryImport(Lib)]
    public static partial int BIO_free(nint bio);

    [LibraryImport(Lib)]
    public static partial int BIO_up_ref(nint bio);

    [LibraryImport(Lib), SuppressGCTransition]
    public static partial void BIO_set_init(nint bio, int value);

    [LibraryImport(Lib), SuppressGCTransition]
    public static partial void BIO_set_flags(nint bio, int flags);

    [LibraryImport(Lib), SuppressGCTransition]
    public static partial void BIO_clear_flags(nint bio, int flags);

    [LibraryImport(Lib)]
    public static partial nint BIO_new_mem_buf(void* bytes, int length);

    [LibraryImport(Lib)]
    public static partial nint BIO_s_mem();

    [LibraryImport(Lib)]
    public static partial nint BIO_ctrl(nint bio, int command, nint number, void* pointer);

    [LibraryImport(Lib)]
    public static partial nint PEM_read_bio_X509(nint bio, nint result, nint callback, byte* password);

    [LibraryImport(Lib)]
    public static partial nint PEM_read_bio_PrivateKey(nint bio, nint result, nint callback, byte* password);

    [LibraryImport(Lib)]
    public static partial nint PEM_read_bio_X509_CRL(nint bio, nint result, nint callback, byte* password);

    [LibraryImport(Lib)]
    public static partial void X509_CRL_free(nint list);

    [LibraryImport(Lib)]
    public static partial int X509_STORE_add_crl(nint store, nint list);

    [LibraryImport(Lib)]
    public static partial void X509_free(nint certificate);

    [LibraryImport(Lib)]
    public static partial int X509_up_ref(nint certificate);

    [LibraryImport(Lib)]
    public static partial int i2d_X509(nint certificate, byte** output);

    [LibraryImport(Lib)]
    public static partial nint X509_get_subject_name(nint certificate);

    [LibraryImport(Lib)]
    public static partial nint X509_get_issuer_name(nint certificate);

    [LibraryImport(Lib)]
    public static partial int X509_NAME_print_ex(nint bio, nint name, int indent, ulong flags);

    [LibraryImport(Lib)]
    public static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Lib)]
    public static partial nint EVP_sha256();

    [LibraryImport(Lib)]
    public static partial nint EVP_sha1();

    [LibraryImport(Lib)]
    public static partial int EVP_Digest(byte* data, nuint count, byte* digest, uint* size, nint type, nint engine);

    [LibraryImport(Lib)]
    public static partial nint X509_STORE_new();

    [LibraryImport(Lib)]
    public static partial void X509_STORE_free(nint store);

    [LibraryImport(Lib)]
    public static partial int X509_STORE_add_cert(nint store, nint certificate);

    [LibraryImport(Lib)]
    public static partial int X509_STORE_set_flags(nint store, ulong flags);

    [LibraryImport(Lib)]
    public static partial nint X509_STORE_CTX_new();

    [LibraryImport(Lib)]
    public static partial void X509_STORE_CTX_free(nint context);

    [LibraryImport(Lib)]
    public static partial int X509_STORE_CTX_init(nint context, nint store, nint certificate, nint chain);

    [LibraryImport(Lib)]
    public static partial int X509_STORE_CTX_set_purpose(nint context, int purpose);

    [LibraryImport(Lib)]
    public static partial void X509_STORE_CTX_set_time(nint context, ulong flags, long time);

    [LibraryImport(Lib)]
    public static partial void X509_STORE_CTX_set_error(nint context, int error);

    [LibraryImport(Lib)]
    public static partial int X509_STORE_CTX_get_error(nint context);

    [LibraryImport(Lib)]
    public static partial int X509_STORE_CTX_get_error_depth(nint context);

    [LibraryImport(Lib)]
    public static partial nint X509_STORE_CTX_get0_cert(nint context);

    [LibraryImport(Lib)]
    public static partial nint X509_STORE_CTX_get0_untrusted(nint context);

    [LibraryImport(Lib)]
    public static partial nint X509_STORE_CTX_get0_chain(nint context);

    [LibraryImport(Lib)]
    public static partial int X509_verify_cert(nint context);

    [LibraryImport(Lib)]
    public static partial byte* X509_verify_cert_error_string(long error);

    [LibraryImport(Lib)]
    public static partial int OPENSSL_sk_num(nint stack);

    [LibraryImport(Lib)]
    public static partial nint OPENSSL_sk_value(nint stack, int index);
}
