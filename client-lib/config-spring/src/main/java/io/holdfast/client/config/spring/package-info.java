/** Config sets for applications that read their configuration from Spring's environment. */
@NullMarked
package io.holdfast.client.config.spring;

import org.jspecify.annotations.NullMarked;
