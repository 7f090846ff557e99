package io.holdfast.tls.netty;

import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

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
     * For the client port: demands a client certificate of the cluster, of any role. Follows changes of the material.
     *
     * @throws TlsException if the context cannot be built from the material, or the policy cannot be kept here
     */
    public static SslContext server(LiveMaterial live, PostQuantum policy) throws TlsException {
        return server(live, policy, provider());
    }

    /** As {@link #server(LiveMaterial, PostQuantum)}, of a material that never changes, hybrid preferred. */
    public static SslContext server(TlsMaterial material) throws TlsException {
        return server(material, provider());
    }

    /**
     * For whoever connects to nodes: verifies host name, cluster and role of the server. Follows changes of the
     * material.
     *
     * @throws TlsException if the context cannot be built from the material, or the policy cannot be kept here
     */
    public static SslContext client(LiveMaterial live, PostQuantum policy) throws TlsException {
        return client(live, policy, provider());
    }

    /** As {@link #client(LiveMaterial, PostQuantum)}, of a material that never changes, hybrid preferred. */
    public static SslContext client(TlsMaterial material) throws TlsException {
        return client(material, provider());
    }

    static SslContext server(TlsMaterial material, SslProvider provider) throws TlsException {
        return server(LiveMaterial.of(material), PostQuantum.PREFER, provider);
    }

    static SslContext client(TlsMaterial material, SslProvider provider) throws TlsException {
        return client(LiveMaterial.of(material), PostQuantum.PREFER, provider);
    }

    static SslContext server(LiveMaterial live, PostQuantum policy, SslProvider provider) throws TlsException {
        return new LiveContext(
                live,
                material -> build(
                        () -> SslContextBuilder.forServer(
                                        live.handshakes(material).keys())
                                .trustManager(live.handshakes(material).anybody())
                                .clientAuth(ClientAuth.REQUIRE),
                        provider,
                        policy,
                        material));
    }

    static SslContext client(LiveMaterial live, PostQuantum policy, SslProvider provider) throws TlsException {
        return new LiveContext(
                live,
                material -> build(
                        () -> SslContextBuilder.forClient()
                                .keyManager(live.handshakes(material).keys())
                                .trustManager(live.handshakes(material).anyNode())
                                .endpointIdentificationAlgorithm("HTTPS"),
                        provider,
                        policy,
                        material));
    }

    /** Whether this process can exchange keys in the hybrid way where Netty carries the connection. */
    public static boolean hybrid(TlsMaterial material) {
        try {
            return provider() == SslProvider.OPENSSL
                    && client(LiveMaterial.of(material), PostQuantum.REQUIRE, SslProvider.OPENSSL)
                            .isClient();
        } catch (TlsException e) {
            return false;
        }
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

    private static SslContext build(
            Supplier<SslContextBuilder> begun, SslProvider provider, PostQuantum policy, TlsMaterial material)
            throws TlsException {
        if (provider != SslProvider.OPENSSL) {
            if (policy == PostQuantum.REQUIRE) {
                throw unable("the JDK's TLS engine has no " + PostQuantum.REQUIRE.groups(), null);
            }
            return build(begun.get(), provider, material);
        }
        try {
            return build(groups(begun.get(), policy), provider, material);
        } catch (TlsException e) {
            // A library that does not know the hybrid group refuses the whole list.
            if (policy == PostQuantum.REQUIRE) {
                throw unable(String.valueOf(e.getMessage()), e);
            }
            if (policy == PostQuantum.OFF) {
                throw e;
            }
            return build(groups(begun.get(), PostQuantum.OFF), provider, material);
        }
    }

    private static TlsException unable(String why, @Nullable Throwable cause) {
        return new TlsException(
                "tls.pq is 'require', but this process cannot exchange keys so: " + why
                        + "; set it to 'prefer', or run where the OpenSSL library of netty-tcnative loads",
                cause);
    }

    private static SslContextBuilder groups(SslContextBuilder builder, PostQuantum policy) {
        return builder.option(OpenSslContextOption.GROUPS, policy.groups().toArray(String[]::new));
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
