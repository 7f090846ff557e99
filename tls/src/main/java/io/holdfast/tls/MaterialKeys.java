package io.holdfast.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers the key of the material in use, asking for it anew in each handshake.
 *
 * <p>The list of authorities a server says it accepts is ignored on purpose: showing the certificate anyway makes the
 * server say what it was offered and what it expected, where staying silent would end as "no certificate".
 */
final class MaterialKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "holdfast";
    private static final int MAX_SHOWN = 4;

    private final Supplier<TlsMaterial> material;
    private final HandshakeLog log;

    MaterialKeys(Supplier<TlsMaterial> material, HandshakeLog log) {
        this.material = material;
        this.log = log;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return fits(keyType) ? new String[] {ALIAS} : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        log.wanted(material.get().isWelcome(issuers) ? null : issuedBy(issuers));
        for (String keyType : keyTypes) {
            if (fits(keyType)) {
                return ALIAS;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return getClientAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return fits(keyType) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return ALIAS.equals(alias) ? material.get().chain().toArray(new X509Certificate[0]) : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return ALIAS.equals(alias) ? material.get().key() : null;
    }

    private static String issuedBy(Principal @Nullable [] issuers) {
        return Arrays.stream(issuers == null ? new Principal[0] : issuers)
                .limit(MAX_SHOWN)
                .map(issuer -> Text.quoted(issuer.getName()))
                .collect(Collectors.joining(" or "));
    }

    private boolean fits(String keyType) {
        return material.get().key().getAlgorithm().equals(keyType);
    }
}
