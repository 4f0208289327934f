/// The API of somebody else: called through one client, within a budget, no oftener than allowed.
package dev.weft.service.upstream;
