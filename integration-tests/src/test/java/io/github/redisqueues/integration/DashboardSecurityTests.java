package io.github.redisqueues.integration;

import java.util.UUID;

import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestAttributeHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page behind Spring Security: reading and operating are separate rights, and forged
 * requests are refused.
 */
@EnabledIf("io.github.redisqueues.integration.Browser#isInstalled")
@TestInstance(Lifecycle.PER_CLASS)
class DashboardSecurityTests {

	private Browser browser;

	@BeforeAll
	void start() {
		this.browser = Browser.start(1280, 900);
	}

	@AfterAll
	void stop() {
		this.browser.close();
	}

	/**
	 * The ways in which an application hands out its tokens.
	 */
	enum Setup {

		SESSION(WebApplicationType.SERVLET, WithSession.class), COOKIE(WebApplicationType.SERVLET, WithCookie.class),
		REACTIVE(WebApplicationType.REACTIVE, Reactive.class);

		private final WebApplicationType type;

		private final Class<?> configuration;

		Setup(WebApplicationType type, Class<?> configuration) {
			this.type = type;
			this.configuration = configuration;
		}

		EndpointApplication start() {
			return EndpointApplication.start(UUID.randomUUID().toString(), this.type, this.configuration,
					"queues.instances.orders.payload-type=java.lang.String",
					"management.endpoint.queues.access=unrestricted");
		}

	}

	@ParameterizedTest
	@EnumSource
	void sendsTheToken(Setup setup) {
		try (EndpointApplication application = setup.start()) {
			logIn(application, "operator");
			RedisQueue<String> orders = application.queue("orders");
			this.browser.click("main button", "Pause");
			this.browser.click("dialog button", "Pause");
			this.browser.await("main", "Delivery is paused");
			assertThat(orders.pauses().delivery().orElseThrow().by()).hasValue("operator");
			assertThat(application.post("/actuator/queues/orders/resume", java.util.Map.of()).status())
				.as("without a session")
				.isIn(302, 401, 403);
			assertThat(this.browser.driver().executeAsyncScript("""
					const [path, done] = arguments;
					fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
						.then((response) => done(response.status));""", "/actuator/queues/orders/resume"))
				.as("with a session, without a token")
				.isEqualTo(403L);
			assertThat(orders.isPaused()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsAReaderThatOperatingIsNotAllowed(Setup setup) {
		try (EndpointApplication application = setup.start()) {
			logIn(application, "reader");
			this.browser.click("main button", "Pause");
			this.browser.click("dialog button", "Pause");
			this.browser.await("dialog .failure", "not allowed");
			assertThat(application.queue("orders").isPaused()).isFalse();
		}
	}

	/**
	 * Opens the page of a queue, and logs in with the form that stands before it.
	 */
	private void logIn(EndpointApplication application, String user) {
		this.browser.driver().manage().deleteAllCookies();
		this.browser.open(application, "/actuator/queuesdashboard");
		this.browser.driver().findElement(org.openqa.selenium.By.name("username")).sendKeys(user);
		this.browser.driver()
			.findElement(org.openqa.selenium.By.name("password"))
			.sendKeys("secret", org.openqa.selenium.Keys.ENTER);
		this.browser.await("header", "Overview");
		this.browser.open(application, "/actuator/queuesdashboard#/queues/orders");
		this.browser.await("h1", "orders");
	}

	private static UserDetails user(String name) {
		return User.withUsername(name).password("{noop}secret").roles(name.toUpperCase(java.util.Locale.ROOT)).build();
	}

	private static HttpSecurity rights(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.POST, "/actuator/**")
				.hasRole("OPERATOR")
				.anyRequest()
				.authenticated())
			.formLogin(Customizer.withDefaults());
	}

	@Configuration(proxyBeanMethods = false)
	static class WithSession extends EndpointApplication.Secured {

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(user("operator"), user("reader"));
		}

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return rights(http).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithCookie extends EndpointApplication.Secured {

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(user("operator"), user("reader"));
		}

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return rights(http).csrf((csrf) -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse()))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class Reactive extends EndpointApplication.Secured {

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(user("operator"), user("reader"));
		}

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http
				.authorizeExchange((exchanges) -> exchanges.pathMatchers(HttpMethod.POST, "/actuator/**")
					.hasRole("OPERATOR")
					.anyExchange()
					.authenticated())
				.formLogin(Customizer.withDefaults())
				.csrf((csrf) -> csrf.csrfTokenRepository(CookieServerCsrfTokenRepository.withHttpOnlyFalse())
					.csrfTokenRequestHandler(new ServerCsrfTokenRequestAttributeHandler()))
				.build();
		}

	}

}
