package io.github.redisqueues.autoconfigure.endpoint;

import java.util.function.Supplier;

import io.github.redisqueues.internal.dashboard.DashboardEndpoint;
import io.github.redisqueues.internal.dashboard.DashboardEndpoint.Paths;
import io.github.redisqueues.internal.dashboard.DashboardEndpoint.RequestToken;
import io.github.redisqueues.internal.endpoint.QueuesEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.util.HtmlUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the Actuator endpoint
 * {@code queuesdashboard}, a page on what the endpoint {@code queues} tells, if the
 * application exposes both.
 */
@AutoConfiguration(after = QueuesEndpointAutoConfiguration.class)
@ConditionalOnClass({ HtmlUtils.class, ConditionalOnAvailableEndpoint.class })
public final class QueuesDashboardAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(QueuesEndpoint.class)
	@ConditionalOnAvailableEndpoint(DashboardEndpoint.class)
	static class Exposed {

		@Bean
		@ConditionalOnMissingBean
		DashboardEndpoint redisQueuesDashboard(ObjectProvider<PathMappedEndpoints> endpoints,
				ObjectProvider<RequestTokens> tokens) {
			return new DashboardEndpoint(() -> Paths.of(path(endpoints.getIfAvailable(), "queuesdashboard"),
					path(endpoints.getIfAvailable(), "queues")), tokens.getIfAvailable(() -> () -> null));
		}

		private static String path(@Nullable PathMappedEndpoints endpoints, String id) {
			String path = (endpoints != null) ? endpoints.getRootPath(EndpointId.of(id)) : null;
			return (path != null) ? path : id;
		}

	}

	/**
	 * Spring Security keeps the token of a servlet request in an attribute of it. The
	 * token of a WebFlux request is only in its cookie, which the page reads.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(CsrfToken.class)
	static class Csrf {

		@Bean
		RequestTokens redisQueuesRequestTokens() {
			return () -> {
				RequestAttributes request = RequestContextHolder.getRequestAttributes();
				Object token = (request != null)
						? request.getAttribute(CsrfToken.class.getName(), RequestAttributes.SCOPE_REQUEST) : null;
				return (token instanceof CsrfToken csrf) ? new RequestToken(csrf.getHeaderName(), csrf.getToken())
						: null;
			};
		}

	}

	/**
	 * Supplies the token against forged requests of the current request.
	 */
	interface RequestTokens extends Supplier<@Nullable RequestToken> {

	}

}
