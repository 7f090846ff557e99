/** The same certificates and rules in the types Netty asks for. */
@NullMarked
package io.holdfast.tls.netty;

import org.jspecify.annotations.NullMarked;
