# A static binary alone, and the same beside a shell, which jobs of GitLab need:
#   docker build -t runnerlint:0.1.0 .
#   docker build -t runnerlint:0.1.0-ci --target ci .
FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /src
COPY . .
# With --target, macros of the compiler itself are not linked statically, which they could not be.
RUN host=$(rustc --print host-tuple) \
    && RUSTFLAGS="-C target-feature=+crt-static" cargo build --locked --release --target "$host" \
    && install -D "target/$host/release/runnerlint" /out/runnerlint

FROM busybox:1.37.0 AS ci
LABEL org.opencontainers.image.title="runnerlint" \
      org.opencontainers.image.description="Lints GitLab Runner's config.toml, .gitlab-ci.yml and daemon.json; with a shell" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /out/runnerlint /usr/local/bin/runnerlint
USER 65532:65532

FROM scratch
LABEL org.opencontainers.image.title="runnerlint" \
      org.opencontainers.image.description="Lints GitLab Runner's config.toml, .gitlab-ci.yml and daemon.json" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /out/runnerlint /runnerlint
# It reads what is mounted here, and writes only if it is told to.
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/runnerlint"]
CMD ["check", "."]
