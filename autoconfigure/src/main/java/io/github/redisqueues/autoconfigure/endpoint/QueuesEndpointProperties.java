package io.github.redisqueues.autoconfigure.endpoint;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the Actuator endpoint {@code queues}, beside those that every endpoint
 * has.
 *
 * @param showPayloads When to show payloads and the values of headers, after the
 * application's sanitizing functions.
 * @param roles Roles that see payloads if they are shown when authorized. If empty, every
 * authenticated user does.
 */
@ConfigurationProperties("management.endpoint.queues")
record QueuesEndpointProperties(@DefaultValue("never") Show showPayloads, @DefaultValue Set<String> roles) {

}
