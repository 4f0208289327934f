/// The service's HTTP side: endpoints, answers, problems, the page, health and metrics.
package dev.weft.service.web;
