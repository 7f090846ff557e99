/** PEM in, key and trust managers out; identities; the built-in certificate authority. */
@NullMarked
package io.holdfast.tls;

import org.jspecify.annotations.NullMarked;
