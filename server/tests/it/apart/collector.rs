//! Somebody who collects traces, as OpenTelemetry's collector does.

use levomart::host::Door;
use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::any_value::Value,
};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

/// Which services have sent spans of which trace.
#[derive(Clone, Default)]
pub struct Collector(Arc<Mutex<BTreeSet<(String, String)>>>);

impl Collector {
    /// Opens a port for as long as the test lives.
    pub async fn open() -> (Self, SocketAddr) {
        let collector = Self::default();
        let route = "/opentelemetry.proto.collector.trace.v1.TraceService/{method}";
        let router = axum::Router::new().route_service(route, TraceServiceServer::new(collector.clone()));
        let door = Door::internal("127.0.0.1:0".parse().unwrap(), router).await.unwrap();
        let address = door.address().unwrap();
        tokio::spawn(door.serve(CancellationToken::new()));
        (collector, address)
    }

    /// The services that had a part in a trace.
    pub fn services_in(&self, trace: &str) -> Vec<String> {
        let sent = self.0.lock().unwrap();
        sent.iter().filter(|(_, of)| of == trace).map(|(service, _)| service.clone()).collect()
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        for sent in request.into_inner().resource_spans {
            let named = sent.resource.unwrap_or_default().attributes.into_iter().find(|of| of.key == "service.name");
            let Some(Value::StringValue(service)) = named.and_then(|name| name.value?.value) else { continue };
            for span in sent.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                self.0.lock().unwrap().insert((service.clone(), hex::encode(span.trace_id)));
            }
        }
        Ok(Response::new(ExportTraceServiceResponse { partial_success: None }))
    }
}
