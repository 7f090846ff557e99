package io.holdfast.tls.netty;

import io.holdfast.tls.NodeTrust;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * Netty contexts of a cluster: TLS 1.3 only, HTTP/2 by ALPN as gRPC demands, certificates on both sides.
 *
 * <p>OpenSSL (BoringSSL) where its library loads, because it costs a fraction of the CPU of the JDK's engine on small
 * frames; else the JDK. Stateless; safe for any thread.
 */
public final class NettyContexts {
    /** The three suites of TLS 1.3, cheapest on machines with AES instructions first. */
    private static final List<String> CIPHERS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** OpenSSL supports no stricter behaviour than these two; gRPC itself refuses a peer that did not choose h2. */
    private static final ApplicationProtocolConfig HTTP2 = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2);

    private NettyContexts() {}

    /**
     * For the client port: demands a client certificate of the cluster, of any role.
     *
     * @throws TlsException if the context cannot be built from the material
     */
    public static SslContext server(TlsMaterial material) throws TlsException {
        return server(material, provider());
    }

    /**
     * For whoever connects to nodes: verifies host name, cluster and role of the server.
     *
     * @throws TlsException if the context cannot be built from the material
     */
    public static SslContext client(TlsMaterial material) throws TlsException {
        return client(material, provider());
    }

    static SslContext server(TlsMaterial material, SslProvider provider) throws TlsException {
        return build(
                SslContextBuilder.forServer(material.keyManager())
                        .trustManager(material.trustManager())
                        .clientAuth(ClientAuth.REQUIRE),
                provider,
                material);
    }

    static SslContext client(TlsMaterial material, SslProvider provider) throws TlsException {
        return build(
                SslContextBuilder.forClient()
                        .keyManager(material.keyManager())
                        .trustManager(NodeTrust.anyNode(material))
                        .endpointIdentificationAlgorithm("HTTPS"),
                provider,
                material);
    }

    /** The TLS engine in use. */
    public static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** The TLS engine in use and why, in one line for a log at start. */
    public static String providerReason() {
        if (OpenSsl.isAvailable()) {
            return "OPENSSL (" + OpenSsl.versionString() + ")";
        }
        return "JDK (the OpenSSL library does not load: " + OpenSsl.unavailabilityCause() + ")";
    }

    private static SslContext build(SslContextBuilder builder, SslProvider provider, TlsMaterial material)
            throws TlsException {
        try {
            return builder.sslProvider(provider)
                    .protocols(TlsMaterial.PROTOCOL)
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(HTTP2)
                    .sessionTimeout(TlsMaterial.RESUMPTION.toSeconds())
                    .build();
        } catch (SSLException e) {
            throw new TlsException(
                    "no TLS context for " + material.principal() + " with engine " + provider + ": " + e.getMessage(),
                    e);
        }
    }
}
