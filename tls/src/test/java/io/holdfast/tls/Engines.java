package io.holdfast.tls;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Engines of the JDK over a material. */
final class Engines {
    private Engines() {}

    static SSLEngine client(TlsMaterial material, X509ExtendedTrustManager trust, String host, int port) {
        SSLEngine engine = context(material, trust).createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = TlsMaterial.parameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    static SSLEngine server(TlsMaterial material, X509ExtendedTrustManager trust) {
        SSLEngine engine = context(material, trust).createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = TlsMaterial.parameters();
        parameters.setNeedClientAuth(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLContext context(TlsMaterial material, X509ExtendedTrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance(TlsMaterial.PROTOCOL);
            context.init(new KeyManager[] {material.keyManager()}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
