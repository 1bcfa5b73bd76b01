package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.observation.TraceRelation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of traces.
 *
 * @param relation How the trace of the work on a message relates to the trace of its
 * send.
 */
@ConfigurationProperties("queues.tracing")
public record TracingProperties(@DefaultValue("auto") TraceRelation relation) {

}
